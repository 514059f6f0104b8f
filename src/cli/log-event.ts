import type { Logger } from 'pino';
import type { Event } from '../model/event.ts';
import type { RunRecord } from '../model/run-record.ts';

const speeds = (record: RunRecord): string =>
  record.samples
    .map(({ test, tokensPerSecond }) => `${test} ${tokensPerSecond.toPrecision(4)}`)
    .join(', ');

const logRun = (logger: Logger, record: RunRecord, total: number): void => {
  const fields = { case: record.case, round: record.round, run: `${record.index + 1}/${total}` };
  for (const detail of record.warnings) logger.warn({ ...fields, detail }, 'run warned');
  if (record.outcome.status !== 'completed')
    logger.warn({ ...fields, problem: record.outcome.problem }, 'run failed');
  else
    logger.info(
      { ...fields, verdict: record.verdict.verdict, tokensPerSecond: speeds(record) },
      'run ended',
    );
};

/** Writes an event as a log line; progress and live counters are not worth one. */
export const logEvent = (logger: Logger, event: Event, plannedRuns: number): void => {
  switch (event.kind) {
    case 'step-began':
      logger.info({ detail: event.detail }, event.step);
      return;
    case 'step-ended':
      logger.debug({ detail: event.detail }, `${event.step}: done`);
      return;
    case 'warning':
      logger.warn({ detail: event.detail }, event.message);
      return;
    case 'sweep-began':
      logger.info({ runs: event.plan.runs.length, folder: event.folder }, 'sweep begins');
      return;
    case 'run-began':
      logger.debug({ case: event.run.caseId, round: event.run.round }, 'run begins');
      return;
    case 'run-ended':
      logRun(logger, event.record, plannedRuns);
      return;
    case 'sweep-ended':
      logger.info({ failedRuns: event.failed, folder: event.folder }, 'sweep ended');
      return;
    case 'progress':
    case 'run-live':
      return;
  }
};
