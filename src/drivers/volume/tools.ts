import type { Clock } from '../../ports/clock.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import type { Files } from '../../ports/files.ts';
import type { Call } from './call.ts';
import type { Changes } from './changes.ts';

/** What the parts of a volume are made and undone with. */
export interface Tools {
  readonly files: Files;
  readonly controlFiles: ControlFiles;
  readonly clock: Clock;
  readonly changes: Changes;
  /** Ends when the user cancels. */
  readonly call: Call;
  /** For undoing: goes on when the user has cancelled. */
  readonly callToUndo: Call;
  readonly warn: (message: string) => void;
}
