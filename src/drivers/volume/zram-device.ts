import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Bytes } from '../../model/units.ts';
import { tryAgain } from './attempts.ts';
import type { Tools } from './tools.ts';

/** See Documentation/admin-guide/blockdev/zram.rst of the kernel. */
export const zramControl = '/sys/class/zram-control';

const removeZramDevice = async (
  number: string,
  { controlFiles, clock }: Tools,
): Promise<string | undefined> => {
  const removed = await tryAgain(clock, async () => {
    if ((await controlFiles.list(`/sys/block/zram${number}`)) === undefined) return true;
    return (await controlFiles.write(`${zramControl}/hot_remove`, number)).ok;
  });
  return removed ? undefined : `/dev/zram${number} is still in use`;
};

/** Adds a device of so many bytes to those of the machine, which stay as they are; removed in the end. */
export const addZramDevice = async (
  bytes: Bytes,
  tools: Tools,
): Promise<Result<string, Failure>> => {
  const { controlFiles, changes } = tools;
  // Reading it adds a device. It takes no memory before it has a size, so it is noted down in between:
  // a note made earlier would have to guess the number, and might name a device of somebody else.
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
  const path = `/dev/zram${number}`;
  return changes.make(
    { kind: 'zram-device', path },
    () => removeZramDevice(number, tools),
    async () => {
      const written = await controlFiles.write(`/sys/block/zram${number}/disksize`, String(bytes));
      return written.ok ? success(path) : written;
    },
  );
};
