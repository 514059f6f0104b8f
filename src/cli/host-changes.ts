import { randomBytes } from 'node:crypto';
import { undoLeftChanges } from '../engine/undo-left-changes.ts';
import { describeUndone } from '../model/describe-change.ts';
import type { Observer } from '../model/event.ts';
import { renderFailure } from '../model/render-failure.ts';
import type { Undone } from '../model/undo-report.ts';
import type { Journal } from '../ports/journal.ts';
import { markStarted } from '../system/started-processes.ts';
import { trackTemporaries } from '../system/temporaries.ts';
import type { HostPorts } from './host-ports.ts';
import { createLeftBehind } from './left-behind.ts';

const newMark = (): string => randomBytes(8).toString('hex');

const tellUndone = (undone: Undone, observe: Observer): void => {
  const { left, how, problem } = undone;
  const what = describeUndone(undone);
  const from = `left by process ${left.pid} at ${left.utc}`;
  if (how === 'undone')
    observe({
      kind: 'warning',
      message: 'undone what was left behind',
      detail: `${what}; ${from}`,
    });
  else if (problem !== undefined)
    observe({
      kind: 'warning',
      message: 'left behind and not undone',
      detail: `${what}: ${problem}; ${from}; see 'emulate cleanup'`,
    });
};

/** Undoes what earlier processes left. What cannot be undone is told, and keeps nothing from being measured. */
const undoFirst = async (ports: HostPorts, observe: Observer): Promise<void> => {
  const warn = (message: string): void => {
    observe({ kind: 'warning', message });
  };
  const report = await undoLeftChanges(createLeftBehind(ports, warn), { dryRun: false });
  if (!report.ok) warn(renderFailure(report.failure).message);
  else for (const undone of report.value.changes) tellUndone(undone, observe);
};

/**
 * How a command begins that measures nothing and may make temporary files: a kill in the middle leaves none
 * that cleanup does not know of. Where nothing can be noted it goes on.
 */
export const noteTemporaries = (journal: Journal): AsyncDisposable =>
  trackTemporaries({ journal, mark: newMark(), warn: () => undefined });

/** How a process begins that changes the host, and holds the right to measure. */
export const beginHostChanges = async (
  ports: HostPorts,
  observe: Observer,
): Promise<AsyncDisposable> => {
  await undoFirst(ports, observe);
  const warn = (message: string): void => {
    observe({ kind: 'warning', message });
  };
  const { journal } = ports;
  const mark = newMark();
  const noted = await journal.note({ kind: 'processes', mark });
  // What changes the host needs the journal, and refuses without it; what does not can do without.
  if (!noted.ok)
    warn(
      `processes and temporary files are not noted down, so a kill would leave them: ${renderFailure(noted.failure).message}`,
    );
  const marking = markStarted(mark);
  const temporaries = trackTemporaries({ journal, mark, warn: noted.ok ? warn : () => undefined });
  return {
    [Symbol.asyncDispose]: async () => {
      await temporaries[Symbol.asyncDispose]();
      marking[Symbol.dispose]();
      if (noted.ok) await noted.value.undone();
    },
  };
};
