import { median } from 'simple-statistics';
import { summarizeTokenTimes } from '../model/curve/token-times.ts';
import type { TierTestEvidence } from '../model/evidence.ts';
import type { Sample, StepTimesSummary } from '../model/run-record.ts';
import { metricOf, testName, type TestSpec } from '../model/test-name.ts';
import type { ObservedRepetition, ObservedTest } from '../ports/constraint.ts';
import type { MeasuredTest } from '../ports/workload.ts';

const addTallies = (a: TierTestEvidence, b: TierTestEvidence): TierTestEvidence => ({
  bytesFetched: a.bytesFetched + b.bytesFetched,
  unitsFetched: a.unitsFetched + b.unitsFetched,
  faults: a.faults + b.faults,
  linkBusyNs: a.linkBusyNs + b.linkBusyNs,
  latenessNs: a.latenessNs + b.latenessNs,
  waitNs: a.waitNs + b.waitNs,
  ownNs: a.ownNs + b.ownNs,
  waits: a.waits + b.waits,
  stalledNs: a.stalledNs + b.stalledNs,
  wallNs: a.wallNs + b.wallNs,
  steps: a.steps + b.steps,
});

const tierOf = (repetitions: readonly ObservedRepetition[]): TierTestEvidence | undefined => {
  const tiers = repetitions.flatMap(({ tier }) => (tier === undefined ? [] : [tier]));
  return tiers.length === 0 ? undefined : tiers.reduce(addTallies);
};

/** Steps of one repetition: each generated token is one; a prompt alone is one as a whole. */
const stepsOf = (test: TestSpec): number => (test.gen > 0 ? test.gen : 1);

/** For whoever reads the record without this program; raw steps say the same. */
const summaryOf = (stepsNs: readonly number[]): StepTimesSummary | undefined => {
  const times = summarizeTokenTimes(stepsNs);
  return times === undefined
    ? undefined
    : {
        count: times.count,
        p50Ns: Math.round(times.p50),
        p95Ns: Math.round(times.p95),
        ...(times.p99 === undefined ? {} : { p99Ns: Math.round(times.p99) }),
        maxNs: times.max,
      };
};

const joinOne = (measured: MeasuredTest, observed: ObservedTest | undefined): Sample => {
  const { test, repetitionsNs } = measured;
  const tokens = test.prompt + test.gen;
  // What was seen from inside counts only if every repetition was seen, and each is one of this test.
  const whole =
    observed?.length === repetitionsNs.length &&
    observed.every(({ stepsNs }) => stepsNs.length === stepsOf(test));
  const seen = whole ? observed : [];
  const stepsNs = seen.flatMap((each) => each.stepsNs);
  const stepTimes = summaryOf(stepsNs);
  const tier = tierOf(seen);
  return {
    test: testName(test),
    metric: metricOf(test),
    tokens,
    repetitionsNs: [...repetitionsNs],
    tokensPerSecond: (tokens * 1e9) / median([...repetitionsNs]),
    ...(stepTimes === undefined ? {} : { stepsNs, stepTimes }),
    ...(tier === undefined ? {} : { tier }),
  };
};

/**
 * Joins what the workload printed with what was observed inside it. `planned` are all tests in the
 * order in which the workload measures them, which is the order of `observed`.
 */
export const joinSamples = (
  planned: readonly TestSpec[],
  measured: readonly MeasuredTest[],
  observed: readonly ObservedTest[],
): Sample[] =>
  measured.map((each) => {
    const index = planned.findIndex((test) => testName(test) === testName(each.test));
    return joinOne(each, observed[index]);
  });
