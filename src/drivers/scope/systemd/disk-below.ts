import type { BlockDevice } from '../../../model/scope.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';

/** More layers than anyone builds: a circle ends here. */
const mostLayers = 16;

type SysFiles = Pick<ControlFiles, 'read' | 'list' | 'resolve'>;

const read = async (files: SysFiles, path: string): Promise<string | undefined> => {
  const text = await files.read(path);
  return text.ok ? text.value : undefined;
};

/** The whole disk of what a link in sysfs leads to. */
const diskAt = async (files: SysFiles, link: string): Promise<BlockDevice | undefined> => {
  const folder = await files.resolve(link);
  if (folder === undefined) return undefined;
  const isPartition = (await read(files, `${folder}/partition`)) !== undefined;
  const whole = isPartition ? folder.slice(0, folder.lastIndexOf('/')) : folder;
  const id = await read(files, `${whole}/dev`);
  const name = /^DEVNAME=(.+)$/m.exec((await read(files, `${whole}/uevent`)) ?? '')?.[1];
  return id === undefined || name === undefined ? undefined : { id, path: `/dev/${name}` };
};

/**
 * The device that systemd really caps when it is asked to cap this one: of a device that lies on
 * another (dm, md) the one disk at the bottom, and the device itself where there is none or more
 * than one (`lookup_block_device` in systemd's src/core/cgroup.c).
 */
export const cappedBySystemd = async (
  files: SysFiles,
  device: BlockDevice,
  layers = 0,
): Promise<BlockDevice> => {
  const slaves = `/sys/dev/block/${device.id}/slaves`;
  const names = layers === mostLayers ? [] : ((await files.list(slaves)) ?? []);
  const disks = await Promise.all(names.map((name) => diskAt(files, `${slaves}/${name}`)));
  const [first, ...others] = disks;
  if (first === undefined || others.some((other) => other?.id !== first.id)) return device;
  return cappedBySystemd(files, first, layers + 1);
};
