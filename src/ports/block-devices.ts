import type { Failure } from '../model/failure.ts';
import type { Result } from '../model/result.ts';
import type { BlockDevice } from '../model/scope.ts';
import type { Bytes } from '../model/units.ts';

/** The devices below a file, from the file system down. */
export interface DeviceChain {
  /** The whole disk that holds the file's system: of a partition its disk; a dm, md or loop device itself. */
  readonly device: BlockDevice;
  /** The disks at the bottom; the device itself where nothing is below it. */
  readonly disks: readonly BlockDevice[];
  readonly filesystem: string;
}

/** What a device has done since it was there. */
export interface DeviceCounters {
  readonly readBytes: Bytes;
  readonly readOperations: number;
  readonly writtenBytes: Bytes;
}

/** Block devices of this machine. */
export interface BlockDevices {
  /** The devices that a cap on reads of the file must act on; a failure with reason and remedy where none can. */
  ofFile(path: string): Promise<Result<DeviceChain, Failure>>;
  /** Counters of a whole disk; undefined when it has vanished. */
  counters(device: BlockDevice): Promise<DeviceCounters | undefined>;
  /** Read-ahead of a device. */
  readAhead(device: BlockDevice): Promise<Result<Bytes, Failure>>;
  /** Sets the read-ahead; the kernel keeps whole KiB. Journaled; disposing restores what was there. */
  setReadAhead(device: BlockDevice, bytes: Bytes): Promise<Result<AsyncDisposable, Failure>>;
}
