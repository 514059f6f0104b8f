import type { Logger } from 'pino';
import { countText } from '../model/count-text.ts';
import type { Event } from '../model/event.ts';
import { describeTiming } from '../model/plan/estimate-text.ts';
import type { RoundsDecision } from '../model/plan/rounds-decision.ts';
import type { RunRecord } from '../model/run-record.ts';

/** Which run it is, of how many, by its index: `3/42`. */
export type CountRun = (index: number) => string;

const speeds = (record: RunRecord): string =>
  record.samples
    .map(({ test, tokensPerSecond }) => `${test} ${tokensPerSecond.toPrecision(4)}`)
    .join(', ');

/** Of the first attempt nothing is said. */
const attemptOf = ({ attempt = 0 }: { readonly attempt?: number }): { attempt?: number } =>
  attempt === 0 ? {} : { attempt };

const logDisturbance = (
  logger: Logger,
  { run, why, again }: Extract<Event, { kind: 'run-disturbed' }>,
  count: CountRun,
): void => {
  const fields = {
    case: run.caseId,
    round: run.round,
    ...attemptOf(run),
    run: count(run.index),
    again,
    detail: [...why, ...(again ? ['to be made again at the end of its round'] : [])].join('; '),
  };
  // Warm-up does not count, so nothing is lost.
  logger[run.round < 0 ? 'info' : 'warn'](fields, 'run disturbed');
};

const logBegin = (
  logger: Logger,
  { plan, folder, before }: Extract<Event, { kind: 'sweep-began' }>,
): void => {
  const fields = { runs: plan.runs.length, folder };
  if (before === undefined) logger.info(fields, 'sweep begins');
  else
    logger.info(
      {
        ...{ ...fields, recorded: before.length },
        detail: `${folder}, ${countText(before.length, 'attempt')} recorded so far`,
      },
      'sweep goes on',
    );
};

const decisions: Readonly<Record<Exclude<RoundsDecision['kind'], 'fixed'>, string>> = {
  widen: 'another one follows',
  'narrow-enough': 'every interval is narrow enough',
  'none-bound': 'another one would help at no point',
  'cap-reached': 'they are the most that are made',
};

const logDecision = (logger: Logger, { kind, rounds }: RoundsDecision): void => {
  // That a round of a fixed number was made can be seen.
  if (kind !== 'fixed') logger.info({ rounds, detail: decisions[kind] }, 'rounds made');
};

const logRun = (logger: Logger, record: RunRecord, count: CountRun): void => {
  const fields = {
    case: record.case,
    round: record.round,
    ...attemptOf(record),
    run: count(record.index),
  };
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
export const logEvent = (logger: Logger, event: Event, count: CountRun): void => {
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
      logBegin(logger, event);
      return;
    case 'run-began':
      logger.debug(
        { case: event.run.caseId, round: event.run.round, ...attemptOf(event.run) },
        'run begins',
      );
      return;
    case 'run-ended':
      logRun(logger, event.record, count);
      return;
    case 'run-disturbed':
      logDisturbance(logger, event, count);
      return;
    case 'rounds-decided':
      logDecision(logger, event.decision);
      return;
    case 'sweep-ended':
      logger.info({ failedRuns: event.failed, folder: event.folder }, 'sweep ended');
      return;
    case 'sweep-timed':
      logger.info({ detail: describeTiming(event) }, 'time of the sweep');
      return;
    case 'progress':
    case 'run-live':
      return;
  }
};
