import type { Failure } from '../../model/failure.ts';
import { success, type Result } from '../../model/result.ts';
import type { Bytes } from '../../model/units.ts';
import { makeFullFile, makeSparseFile, mountMemory } from './commands.ts';
import { attachLoopDevice } from './loop-device.ts';
import { mountOn } from './mount.ts';
import type { Tools } from './tools.ts';
import type { Backing } from './volume.ts';
import { addZramDevice } from './zram-device.ts';

/** A block device of our own. */
export interface OwnDevice {
  readonly path: string;
  /** Absent for zram. */
  readonly directIo?: boolean;
}

/** Makes an empty block device of so many bytes; what it needs of files lies in the folder. */
export const makeDevice = async (
  backing: Backing,
  bytes: Bytes,
  folder: string,
  tools: Tools,
): Promise<Result<OwnDevice, Failure>> => {
  switch (backing) {
    case 'ram': {
      const memory = await mountOn(
        `${folder}/memory`,
        mountMemory(`${folder}/memory`, bytes),
        tools,
      );
      if (!memory.ok) return memory;
      const file = `${memory.value}/blocks`;
      const made = await tools.call(makeSparseFile(file, bytes));
      // A file in memory is its own page cache: there is nothing to go past.
      return made.ok ? attachLoopDevice(file, false, tools) : made;
    }
    case 'file': {
      const file = `${folder}/blocks`;
      const made = await tools.call(makeFullFile(file, bytes));
      return made.ok ? attachLoopDevice(file, true, tools) : made;
    }
    case 'zram': {
      const added = await addZramDevice(bytes, tools);
      return added.ok ? success({ path: added.value }) : added;
    }
  }
};
