import { median } from 'simple-statistics';
import type { TierTestEvidence } from '../model/evidence.ts';
import type { Sample } from '../model/run-record.ts';

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
  wallNs: a.wallNs + b.wallNs,
  steps: a.steps + b.steps,
});

const tierOf = (repetitions: readonly ObservedRepetition[]): TierTestEvidence | undefined => {
  const tiers = repetitions.flatMap(({ tier }) => (tier === undefined ? [] : [tier]));
  return tiers.length === 0 ? undefined : tiers.reduce(addTallies);
};

/** Steps of one repetition: each generated token is one; a prompt alone is one as a whole. */
const stepsOf = (test: TestSpec): number => (test.gen > 0 ? test.gen : 1);

const joinOne = (measured: MeasuredTest, observed: ObservedTest | undefined): Sample => {
  const { test, repetitionsNs } = measured;
  const tokens = test.prompt + test.gen;
  // What was seen from inside counts only if every repetition was seen, and each is one of this test.
  const whole =
    observed?.length === repetitionsNs.length &&
    observed.every(({ stepsNs }) => stepsNs.length === stepsOf(test));
  const seen = whole ? observed : [];
  const tier = tierOf(seen);
  return {
    test: testName(test),
    metric: metricOf(test),
    tokens,
    repetitionsNs: [...repetitionsNs],
    tokensPerSecond: (tokens * 1e9) / median([...repetitionsNs]),
    ...(seen.length === 0 ? {} : { stepsNs: seen.flatMap(({ stepsNs }) => stepsNs) }),
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
