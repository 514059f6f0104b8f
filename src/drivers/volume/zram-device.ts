import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Bytes } from '../../model/units.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import { tryAgain } from './attempts.ts';
import type { Tools } from './tools.ts';

/** See Documentation/admin-guide/blockdev/zram.rst of the kernel. */
export const zramControl = '/sys/class/zram-control';

const blocks = '/sys/block';

/** Names of the zram devices of this machine, such as `zram0`. */
const listZramDevices = async (
  controlFiles: Pick<ControlFiles, 'list'>,
): Promise<readonly string[]> =>
  ((await controlFiles.list(blocks)) ?? []).filter((name) => /^zram\d+$/.test(name));

/** Bytes that a zram device was given, 0 before that; undefined when there is no such device. */
export const readZramBytes = async (
  name: string,
  controlFiles: Pick<ControlFiles, 'read'>,
): Promise<Bytes | undefined> => {
  const text = await controlFiles.read(`${blocks}/${name}/disksize`);
  return text.ok && text.value !== undefined ? Number(text.value) : undefined;
};

/** The kernel refuses as long as somebody has the device open. */
export const removeZramDevice = async (
  name: string,
  { controlFiles, clock }: Pick<Tools, 'controlFiles' | 'clock'>,
): Promise<string | undefined> => {
  const removed = await tryAgain(clock, async () => {
    if ((await controlFiles.list(`${blocks}/${name}`)) === undefined) return true;
    const number = name.slice('zram'.length);
    return (await controlFiles.write(`${zramControl}/hot_remove`, number)).ok;
  });
  return removed ? undefined : `/dev/${name} is still in use`;
};

/**
 * Of devices that came since: those without a size. Such a device holds nothing, and whoever adds one
 * gives it a size at once.
 */
export const findUnsizedDevices = async (
  others: readonly string[],
  controlFiles: Pick<ControlFiles, 'list' | 'read'>,
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const name of await listZramDevices(controlFiles))
    if (!others.includes(name) && (await readZramBytes(name, controlFiles)) === 0) found.push(name);
  return found;
};

/** Adds a device of so many bytes to those of the machine, which stay as they are; removed in the end. */
export const addZramDevice = async (
  bytes: Bytes,
  tools: Tools,
): Promise<Result<string, Failure>> => {
  const { controlFiles, changes } = tools;
  let name: string | undefined;
  return changes.make(
    // Its number is known only afterwards. Until then it is the one that is new and has no size.
    { kind: 'zram-device-coming', others: [...(await listZramDevices(controlFiles))] },
    () => (name === undefined ? Promise.resolve(undefined) : removeZramDevice(name, tools)),
    async (noteMore) => {
      // Reading it adds a device.
      const added = await controlFiles.read(`${zramControl}/hot_add`);
      if (!added.ok) return added;
      const number = added.value ?? '';
      if (!/^\d+$/.test(number))
        return failed({
          reason: 'output-unreadable',
          source: `'${zramControl}/hot_add'`,
          problem: 'expected the number of a new device',
          excerpt: number.slice(0, 200),
        });
      name = `zram${number}`;
      const path = `/dev/${name}`;
      const noted = await noteMore({ kind: 'zram-device', path, bytes });
      if (!noted.ok) return noted;
      const written = await controlFiles.write(`${blocks}/${name}/disksize`, String(bytes));
      return written.ok ? success(path) : written;
    },
  );
};
