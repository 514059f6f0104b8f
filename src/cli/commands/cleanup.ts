import process from 'node:process';
import { undoLeftChanges } from '../../engine/undo-left-changes.ts';
import type { Failure } from '../../model/failure.ts';
import { success, type Result } from '../../model/result.ts';
import { hasRest, type UndoReport } from '../../model/undo-report.ts';
import { renderCleanup } from '../../report/cleanup-text.ts';
import { acquireHostLock } from '../../store/host-lock.ts';
import { createClock } from '../../system/clock.ts';
import { exitCodes } from '../exit-code.ts';
import { createHostPorts } from '../host-ports.ts';
import type { Io } from '../io.ts';
import { createLeftBehind } from '../left-behind.ts';
import { createNarrator } from '../observer.ts';
import { checkOptions, CleanupOptions, type RawOptions } from '../options.ts';
import { journalFolder } from '../paths.ts';
import { reportFailure } from '../report-failure.ts';

/** Nothing is undone beside a measurement, which would be disturbed; looking disturbs nothing. */
const cleanUp = async (options: CleanupOptions, io: Io): Promise<Result<UndoReport, Failure>> => {
  using narrator = createNarrator(io, { ...options, progress: false });
  const ports = createHostPorts(createClock());
  const dryRun = options['dry-run'];
  const lock = dryRun
    ? success(undefined)
    : await acquireHostLock({
        pid: process.pid,
        profile: 'emulate cleanup',
        startedUtc: ports.clock.utc(),
      });
  if (!lock.ok) return lock;
  await using _held = lock.value;
  const behind = createLeftBehind(ports, (message) => {
    narrator.observe({ kind: 'warning', message });
  });
  return await undoLeftChanges(behind, { dryRun });
};

/** Undoes what earlier processes of this user left on the host, and says so. */
export const cleanupCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(CleanupOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const report = await cleanUp(options.value, io);
  if (!report.ok) return reportFailure(io, report.failure);
  const journal = journalFolder();
  if (options.value.json) {
    const document = {
      schemaVersion: 1,
      journal,
      dryRun: options.value['dry-run'],
      ...report.value,
    };
    io.out(`${JSON.stringify(document, undefined, 2)}\n`);
  } else io.out(`${renderCleanup(report.value, journal)}\n`);
  return hasRest(report.value) ? exitCodes.someFailed : exitCodes.done;
};
