import type { BlockDevices } from '../../ports/block-devices.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import type { Files } from '../../ports/files.ts';
import type { Journal } from '../../ports/journal.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';
import type { ScopeMaker } from '../../ports/scope.ts';

/** What the driver needs. */
export interface BackgroundContext {
  readonly processes: ProcessRunner;
  readonly files: Files;
  readonly controlFiles: Pick<ControlFiles, 'isWritable' | 'resolve'>;
  readonly devices: Pick<BlockDevices, 'ofFile'>;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly maker: ScopeMaker;
  /** Tells this sweep from every other one on the machine; letters, digits and dashes. */
  readonly name: string;
  /** Longest time that a workload may run; absent when nothing limits it. */
  readonly runLimitMs?: number;
  /** Aborted when the user wants it all to end. */
  readonly signal?: AbortSignal;
  /** Told what could not be undone. */
  readonly warn: (message: string) => void;
}
