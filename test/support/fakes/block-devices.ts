import type { Failure } from '../../../src/model/failure.ts';
import { failed, success } from '../../../src/model/result.ts';
import type { BlockDevice } from '../../../src/model/scope.ts';
import type {
  BlockDevices,
  DeviceChain,
  DeviceCounters,
} from '../../../src/ports/block-devices.ts';

/** Block devices in memory. */
export interface FakeBlockDevices extends BlockDevices {
  /** The chain below every file whose path begins so; the longest beginning counts. */
  put(prefix: string, chain: DeviceChain): void;
  /** No cap can act on files whose path begins so. */
  refuse(prefix: string, failure: Failure): void;
  /** Counters of a device; undefined for one that has vanished. */
  setCounters(id: string, counters: DeviceCounters | undefined): void;
  /** Makes reading or setting the read-ahead fail. */
  breakDown(operation: 'readAhead' | 'setReadAhead', problem: string): void;
  /** Ids of devices whose read-ahead was set and not restored; must be empty in the end. */
  open(): readonly string[];
}

/** The disk on which every file is in the beginning. */
export const fakeDisk: BlockDevice = { id: '254:0', path: '/dev/vda' };

/** One ext4 disk, `fakeDisk`, with a read-ahead of 128 KiB and counters at 0. */
export const createFakeBlockDevices = (): FakeBlockDevices => {
  const chains = new Map<string, DeviceChain | Failure>([
    ['/', { device: fakeDisk, disks: [fakeDisk], filesystem: 'ext4' }],
  ]);
  const counters = new Map<string, DeviceCounters | undefined>();
  const readAheads = new Map<string, number>();
  const broken = new Map<string, string>();
  const open: string[] = [];
  const readAheadOf = (id: string): number => readAheads.get(id) ?? 128 * 1024;
  const failure = (operation: string, device: BlockDevice): Failure | undefined => {
    const problem = broken.get(operation);
    if (problem === undefined) return undefined;
    const path = `/sys/dev/block/${device.id}/queue/read_ahead_kb`;
    return { reason: 'file-failed', path, operation, problem };
  };
  return {
    put: (prefix, chain) => {
      chains.set(prefix, chain);
    },
    refuse: (prefix, reason) => {
      chains.set(prefix, reason);
    },
    setCounters: (id, value) => {
      counters.set(id, value);
    },
    breakDown: (operation, problem) => {
      broken.set(operation, problem);
    },
    open: () => [...open],
    ofFile: (path) => {
      const [best] = [...chains.keys()]
        .filter((prefix) => path.startsWith(prefix))
        .sort((a, b) => b.length - a.length);
      const chain = chains.get(best ?? '');
      if (chain === undefined) throw new Error(`the fake has no device for '${path}'`);
      return Promise.resolve('reason' in chain ? failed(chain) : success(chain));
    },
    counters: ({ id }) =>
      Promise.resolve(
        counters.has(id) ? counters.get(id) : { readBytes: 0, readOperations: 0, writtenBytes: 0 },
      ),
    readAhead: (device) => {
      const problem = failure('readAhead', device);
      return Promise.resolve(
        problem === undefined ? success(readAheadOf(device.id)) : failed(problem),
      );
    },
    setReadAhead: (device, bytes) => {
      const problem = failure('setReadAhead', device);
      if (problem !== undefined) return Promise.resolve(failed(problem));
      const former = readAheadOf(device.id);
      // The kernel keeps whole pages.
      const applied = Math.floor(bytes / 4096) * 4096;
      if (applied !== bytes)
        return Promise.resolve(
          failed({
            reason: 'not-applied',
            place: `/sys/dev/block/${device.id}/queue/read_ahead_kb`,
            asked: String(bytes / 1024),
            applied: String(applied / 1024),
          }),
        );
      readAheads.set(device.id, applied);
      open.push(device.id);
      return Promise.resolve(
        success({
          [Symbol.asyncDispose]: () => {
            readAheads.set(device.id, former);
            const at = open.indexOf(device.id);
            if (at >= 0) open.splice(at, 1);
            return Promise.resolve();
          },
        }),
      );
    },
  };
};
