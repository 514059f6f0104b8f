import { median } from 'simple-statistics';
import { countRuns } from '../curve/counted-runs.ts';
import { isDisturbed } from '../disturbance/is-disturbed.ts';
import type { Plan } from '../plan.ts';
import type { RunRecord } from '../run-record.ts';
import { testName } from '../test-name.ts';
import type { Point } from '../statistics/least-squares.ts';
import { parseUtc } from '../utc-time.ts';

/** How fast runs were over the session, in the order in which they began. */
export interface SpeedSeries {
  /** Absent for the mean of all tests. */
  readonly test?: string;
  /**
   * x: hours since the session's first run began. y: logarithm of tokens/s over the median of its case and
   * test in the session. Each shard of a merged sweep is a session.
   */
  readonly points: readonly Point[];
}

const millisecondsAnHour = 3_600_000;

interface TimedRun {
  readonly record: RunRecord;
  readonly hours: number;
}

/** Within what runs are compared: a case of one session. */
const groupOf = ({ case: caseId, shard = 0 }: RunRecord): string => `${shard}/${caseId}`;

/** When each session's first run began, by its shard. */
const beginnings = (
  timed: readonly { readonly record: RunRecord; readonly ms: number }[],
): ReadonlyMap<number | undefined, number> => {
  const begins = new Map<number | undefined, number>();
  for (const { record, ms } of timed)
    begins.set(record.shard, Math.min(ms, begins.get(record.shard) ?? Infinity));
  return begins;
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Runs without limits that count: of baseline and null, which are alike but for a constant factor.
 * Runs that stayed disturbed are left out: they are marked for what happened beside them.
 */
const timedRuns = (plan: Plan, records: readonly RunRecord[]): readonly TimedRun[] => {
  const { byCase } = countRuns(records);
  const timed = plan.cases
    .filter(({ kind }) => kind === 'baseline' || kind === 'null')
    .flatMap(({ id }) => [...(byCase.get(id)?.values() ?? [])])
    .filter((record) => !isDisturbed(record))
    .flatMap((record) => {
      const ms = parseUtc(record.startedUtc);
      return ms === undefined ? [] : [{ record, ms }];
    })
    .sort((left, right) => left.ms - right.ms || left.record.index - right.record.index);
  const begins = beginnings(timed);
  return timed
    .map(({ record, ms }) => ({
      record,
      hours: (ms - (begins.get(record.shard) ?? 0)) / millisecondsAnHour,
    }))
    .sort((left, right) => left.hours - right.hours);
};

const rateOf = ({ samples }: RunRecord, test: string): number | undefined =>
  samples.find((sample) => sample.test === test && sample.tokensPerSecond > 0)?.tokensPerSecond;

/** By case and session, what a test's tokens/s are divided by. */
const mediansOf = (runs: readonly TimedRun[], test: string): ReadonlyMap<string, number> => {
  const rates = new Map<string, number[]>();
  for (const { record } of runs) {
    const rate = rateOf(record, test);
    if (rate !== undefined)
      rates.set(groupOf(record), [...(rates.get(groupOf(record)) ?? []), rate]);
  }
  return new Map([...rates].map(([group, each]) => [group, median(each)]));
};

/**
 * The speeds of baseline and null over the session: for each test, and first for the mean of all tests
 * of a run, in which the noise of single tests averages out. Each is taken relative to the median of
 * its case and test, so that both cases and all tests are one series.
 */
export const listSpeeds = (plan: Plan, records: readonly RunRecord[]): readonly SpeedSeries[] => {
  const runs = timedRuns(plan, records);
  const tests = plan.tests.map(testName);
  const medians = new Map(tests.map((test) => [test, mediansOf(runs, test)]));
  const speedOf = ({ record }: TimedRun, test: string): readonly number[] => {
    const rate = rateOf(record, test);
    const middle = medians.get(test)?.get(groupOf(record));
    return rate === undefined || middle === undefined ? [] : [Math.log(rate / middle)];
  };
  const seriesOf = (some: readonly string[]): readonly Point[] =>
    runs.flatMap((run) => {
      const speeds = some.flatMap((test) => speedOf(run, test));
      return speeds.length === 0 ? [] : [{ x: run.hours, y: mean(speeds) }];
    });
  return [
    { points: seriesOf(tests) },
    ...tests.map((test) => ({ test, points: seriesOf([test]) })),
  ];
};
