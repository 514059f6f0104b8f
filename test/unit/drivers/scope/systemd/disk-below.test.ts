import { describe, expect, it } from 'vitest';
import { cappedBySystemd } from '../../../../../src/drivers/scope/systemd/disk-below.ts';
import type { BlockDevice } from '../../../../../src/model/scope.ts';
import { createFakeControlFiles } from '../../../../support/fakes/control-files.ts';
import { vda } from '../../../../support/scope-rig.ts';

const dm: BlockDevice = { id: '253:1', path: '/dev/dm-1' };

/** A machine on which devices lie on others, named as `major:minor` and then the kernel's name. */
const machine = (layers: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
  const files = createFakeControlFiles();
  for (const [id, slaves] of Object.entries(layers))
    for (const [name, slave] of Object.entries(slaves)) {
      const folder = `/sys/dev/block/${id}/slaves/${name}`;
      files.put(`${folder}/dev`, slave);
      files.put(`${folder}/uevent`, `MAJOR=1\nDEVNAME=${name}\nDEVTYPE=disk`);
    }
  return files;
};

describe('the device that systemd caps', () => {
  it('is a disk itself', async () => {
    expect(await cappedBySystemd(machine({}), vda)).toEqual(vda);
  });

  it('is the one disk at the bottom of others', async () => {
    const files = machine({ '253:1': { 'dm-0': '253:0' }, '253:0': { vda: '254:0' } });
    expect(await cappedBySystemd(files, dm)).toEqual(vda);
  });

  it('is the disk of a partition', async () => {
    const files = machine({});
    const disk = '/sys/dev/block/253:1/slaves/vda';
    // In the kernel, the link among the slaves leads to the partition below its disk.
    files.put(`${disk}/vda2/partition`, '2');
    files.put(`${disk}/dev`, '254:0');
    files.put(`${disk}/uevent`, 'DEVNAME=vda');
    const linked = {
      ...files,
      resolve: (path: string) => files.resolve(path === disk ? `${disk}/vda2` : path),
    };
    expect(await cappedBySystemd(linked, dm)).toEqual(vda);
  });

  it('is the device on several disks itself', async () => {
    const files = machine({ '253:1': { vda: '254:0', vdb: '254:16' } });
    expect(await cappedBySystemd(files, dm)).toEqual(dm);
  });

  it('is a device of which sysfs tells nothing itself', async () => {
    const files = machine({ '253:1': { vda: '254:0' } });
    files.fail('read', /uevent$/, 'EACCES');
    expect(await cappedBySystemd(files, dm)).toEqual(dm);
  });

  it('is found even where devices lie in a circle', async () => {
    const files = machine({ '253:1': { 'dm-1': '253:1' } });
    expect(await cappedBySystemd(files, dm)).toEqual(dm);
  });
});
