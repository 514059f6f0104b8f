import type { VolumeConstraint } from '../../model/profile/profile.ts';
import type { BlockDevice } from '../../model/scope.ts';
import type { Bytes } from '../../model/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import type { Files } from '../../ports/files.ts';
import type { HostProbe } from '../../ports/host-probe.ts';
import type { Journal } from '../../ports/journal.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';

/** What holds the blocks of a volume. */
export type Backing = NonNullable<VolumeConstraint['backing']>;
/** What lies on a volume. */
export type Filesystem = NonNullable<VolumeConstraint['filesystem']>;

/** A volume to be made. */
export interface VolumeRequest {
  readonly constraint: VolumeConstraint;
  readonly model: HeldFile;
  /** Hex SHA-256 of the model; it is taken first when absent. */
  readonly sha256?: string;
  /** `emulate-` and what tells it from every other volume; letters, digits and dashes. */
  readonly name: string;
  /** Absolute path of a folder of this program: mount points come here, and the blocks of a `file` volume. */
  readonly parent: string;
  /** Room for files besides the model. Without any the volume is mounted read-only. */
  readonly room?: Bytes;
  /** Aborted when the user wants it all to end; what was made is then undone. */
  readonly signal?: AbortSignal;
}

/** What volumes are made through. */
export interface VolumePorts {
  readonly processes: ProcessRunner;
  readonly files: Files;
  readonly controlFiles: ControlFiles;
  readonly journal: Journal;
  readonly probe: Pick<HostProbe, 'memory'>;
  readonly clock: Clock;
  /** Told what could not be undone, or only by force. */
  readonly warn: (message: string) => void;
}

/** What is known of a volume. */
export interface VolumeFacts {
  readonly backing: Backing;
  readonly filesystem: Filesystem;
  /** Of the device. */
  readonly bytes: Bytes;
  /** Of the model, and of the copy as it was read from the device. */
  readonly sha256: string;
  /** Whether a loop device reads its file past the page cache; absent for zram. */
  readonly directIo?: boolean;
}

/**
 * A block device with a copy of the model on it, for a whole sweep; leaving the block removes both.
 *
 * A cap on the model's device acts on the volume's own device: the loop device (7:N) or zram, and on
 * nothing else. With `backing: file` its reads go on to the disk below, past the page cache where
 * the file system can do direct I/O; where it cannot, the page cache keeps the blocks a second
 * time: the cap still acts, but the disk below is hardly read.
 */
export interface Volume extends AsyncDisposable {
  readonly device: BlockDevice;
  /** The copy. */
  readonly model: HeldFile;
  /** Where the file system is mounted; files may be made in it when room was asked for. */
  readonly folder: string;
  readonly facts: VolumeFacts;
  /** What is doubtful about it. */
  readonly warnings: readonly string[];
}

/** What a constraint means when it does not say. */
export const backingOf = ({ backing = 'ram' }: VolumeConstraint): Backing => backing;
/** What a constraint means when it does not say. */
export const filesystemOf = ({ filesystem = 'ext4' }: VolumeConstraint): Filesystem => filesystem;
