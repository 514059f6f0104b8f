import type { Clock } from '../../../ports/clock.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import type { Journal } from '../../../ports/journal.ts';
import type { ProcessSignals } from '../../../ports/process-signals.ts';

/** What makes and watches over control groups. */
export interface CgroupContext {
  readonly files: ControlFiles;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly signals: ProcessSignals;
  /** This program's own process. */
  readonly pid: number;
}
