import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disturbanceDefaults } from '../../../../src/model/disturbance/defaults.ts';
import { expandPlan, type PlanOptions } from '../../../../src/model/plan/expand.ts';
import type { Plan } from '../../../../src/model/plan.ts';
import type { Profile, Sweep } from '../../../../src/model/profile/profile.ts';
import { largestSeed } from '../../../../src/model/random.ts';
import { makeProfile, makeTier, makeWorkloadSpec } from '../../../support/factory.ts';

const gigabytes = (value: number) => ({ text: `${value} GB/s`, value: value * 1e9 });
const microseconds = (value: number) => ({ text: `${value} us`, value: value * 1e3 });
const bandwidth: Sweep = {
  parameter: 'tier.readBandwidth',
  levels: [100, 50, 25, 12.5].map(gigabytes),
};
const latency: Sweep = { parameter: 'tier.readLatency', levels: [1, 5, 20].map(microseconds) };
const profile = makeProfile({
  sweeps: [bandwidth, latency],
  workload: makeWorkloadSpec({ prompt: [64, 128], gen: [64, 128], depth: [0, 512] }),
});

const expand = (from: Profile, options: Partial<PlanOptions> = {}): Plan => {
  const plan = expandPlan(from, { seed: 1, quick: false, ...options });
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  return plan.value;
};

const ordersOf = (plan: Plan): string =>
  plan.runs.map(({ round, caseId }) => `${round} ${caseId}`).join('\n');

describe('expandPlan', () => {
  it('makes the same plan of the same profile and seed, and orders of its own for another seed', () => {
    const seed = fc.integer({ min: 0, max: largestSeed - 1 });
    fc.assert(
      fc.property(seed, (given) => {
        expect(expand(profile, { seed: given })).toEqual(expand(profile, { seed: given }));
        const next = expand(profile, { seed: given + 1 });
        expect(ordersOf(next)).not.toBe(ordersOf(expand(profile, { seed: given })));
      }),
      { numRuns: 30 },
    );
  });

  it('measures every case exactly once in every round that counts', () => {
    const rounds = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: largestSeed }), rounds, (seed, count) => {
        const plan = expand(profile, { seed, rounds: count });
        const ids = plan.cases.map(({ id }) => id).sort();
        for (let round = 0; round < count; round += 1) {
          const runs = plan.runs.filter((run) => run.round === round);
          expect(runs.map(({ caseId }) => caseId).sort()).toEqual(ids);
          expect(runs.map(({ order }) => order)).toEqual(ids.map((_, order) => order));
        }
        expect(plan.runs.map(({ index }) => index)).toEqual(plan.runs.map((_, index) => index));
      }),
      { numRuns: 30 },
    );
  });

  it('warms up with baseline and null alone, before the rounds that count', () => {
    const plan = expand(
      makeProfile({ sweeps: [bandwidth], workload: makeWorkloadSpec({ warmupRounds: 2 }) }),
    );
    const warmups = plan.runs.filter(({ round }) => round < 0);
    expect(warmups.map(({ round }) => round)).toEqual([-2, -2, -1, -1]);
    expect(new Set(warmups.map(({ caseId }) => caseId))).toEqual(new Set(['baseline', 'null']));
    expect(plan.runs.slice(0, 4)).toEqual(warmups);
  });

  it('takes ratios to null where a tier is on, else to the baseline', () => {
    expect(expand(profile).reference).toBe('null');
    expect(expand(makeProfile({ constraints: { io: { readIops: 5 } } })).reference).toBe(
      'baseline',
    );
    expect(expand(makeProfile({ constraints: {} })).reference).toBe('baseline');
  });

  it('is indicative below the six rounds that an interval needs', () => {
    expect(expand(profile, { rounds: 6 }).indicative).toBe(false);
    expect(expand(profile, { rounds: 5 }).indicative).toBe(true);
    expect(expand(profile, { rounds: 6, quick: true }).indicative).toBe(true);
  });

  it('records the profile as it will be measured', () => {
    const plan = expand(profile, { rounds: 9 });
    expect(plan.profile).toEqual({ ...profile, workload: { ...profile.workload, rounds: 9 } });
  });

  it('makes a quick plan of three rounds, small tests and the first sweep', () => {
    const plan = expand(profile, { quick: true });
    expect(plan.tests).toEqual([
      { prompt: 64, gen: 0, depth: 0 },
      { prompt: 0, gen: 32, depth: 0 },
    ]);
    expect(plan.profile.workload.rounds).toBe(3);
    expect(plan.profile.sweeps).toEqual([bandwidth]);
    expect(Math.max(...plan.runs.map(({ round }) => round))).toBe(2);
  });

  it('adds no test to a quick plan that the profile does not have', () => {
    const decodeOnly = makeProfile({ workload: makeWorkloadSpec({ prompt: [], gen: [256] }) });
    expect(expand(decodeOnly, { quick: true }).tests).toEqual([{ prompt: 0, gen: 32, depth: 0 }]);
  });

  it.each([
    [{ seed: -1 }, '--seed', '-1'],
    [{ seed: 0.5 }, '--seed', '0.5'],
    [{ seed: 2 ** 32 }, '--seed', '4294967296'],
    [{ seed: NaN }, '--seed', 'NaN'],
    [{ rounds: 0 }, '--rounds', '0'],
    [{ rounds: 1001 }, '--rounds', '1001'],
    [{ maxRounds: 5 }, '--max-rounds', '5'],
    [{ maxRounds: 1001 }, '--max-rounds', '1001'],
    [{ halfWidth: 0 }, '--half-width', '0 %'],
    [{ halfWidth: 1.5 }, '--half-width', '150 %'],
    [{ rounds: 12, maxRounds: 11 }, '--max-rounds', '11'],
    [{ rounds: 21, halfWidth: 0.01 }, '--max-rounds', '20, the default'],
  ])('refuses %o', (options, option, got) => {
    expect(expandPlan(profile, { seed: 1, quick: false, ...options })).toMatchObject({
      ok: false,
      failure: { reason: 'invalid-option', option, got },
    });
  });

  it('leaves the nominal case alone where a profile sweeps nothing', () => {
    const plan = expand(makeProfile({ constraints: { tier: makeTier() } }));
    expect(plan.cases.map(({ id }) => id)).toEqual(['baseline', 'null', 'nominal']);
  });

  describe('with rounds that are added as they are needed', () => {
    const adaptive = { maxRounds: 12, halfWidth: 0.03 };
    const adding = { ...profile, workload: { ...profile.workload, adaptive } };
    const adaptiveOf = (options: Partial<PlanOptions>, from: Profile = adding) =>
      expand(from, options).profile.workload.adaptive;

    it('holds all rounds that may be made, the first being those that it has without', () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: largestSeed }), (seed) => {
          const fixed = expand(profile, { seed });
          const plan = expand(adding, { seed });
          expect(plan.runs.slice(0, fixed.runs.length)).toEqual(fixed.runs);
          expect(Math.max(...plan.runs.map(({ round }) => round))).toBe(11);
        }),
        { numRuns: 10 },
      );
    });

    it('takes each part from the options, else from the profile, else a default', () => {
      expect(adaptiveOf({})).toEqual(adaptive);
      expect(adaptiveOf({ maxRounds: 30 })).toEqual({ maxRounds: 30, halfWidth: 0.03 });
      expect(adaptiveOf({ halfWidth: 0.01 })).toEqual({ maxRounds: 12, halfWidth: 0.01 });
      expect(adaptiveOf({}, profile)).toBeUndefined();
      expect(adaptiveOf({ maxRounds: 30 }, profile)).toEqual({ maxRounds: 30, halfWidth: 0.02 });
      expect(adaptiveOf({ halfWidth: 0.01 }, profile)).toEqual({ maxRounds: 20, halfWidth: 0.01 });
    });

    it('adds none to a quick plan, unless the options ask for it', () => {
      expect(adaptiveOf({ quick: true })).toBeUndefined();
      expect(adaptiveOf({ quick: true, maxRounds: 9 })).toEqual({ maxRounds: 9, halfWidth: 0.02 });
    });

    it('adds none to a number of rounds that is asked for, unless the options allow for more', () => {
      expect(adaptiveOf({ rounds: 20 })).toBeUndefined();
      expect(expand(adding, { rounds: 20 }).profile.workload.rounds).toBe(20);
      expect(adaptiveOf({ rounds: 8, halfWidth: 0.01 })).toEqual({
        maxRounds: 12,
        halfWidth: 0.01,
      });
    });

    it('says where the most rounds come from when the fewest are more', () => {
      expect(
        expandPlan(adding, { seed: 1, quick: false, rounds: 13, halfWidth: 0.03 }),
      ).toMatchObject({
        failure: {
          option: '--max-rounds',
          expected: 'a whole number from 13, the fewest rounds, to 1000',
          got: "12, the profile's workload.adaptive.maxRounds",
        },
      });
    });
  });

  it('keeps the gate of the profile, in a quick plan too, unless it is turned off', () => {
    const gated = {
      ...profile,
      workload: { ...profile.workload, disturbance: disturbanceDefaults },
    };
    const gateOf = (options: Partial<PlanOptions>) =>
      expand(gated, options).profile.workload.disturbance;
    expect(gateOf({})).toEqual(disturbanceDefaults);
    expect(gateOf({ quick: true, gate: true })).toEqual(disturbanceDefaults);
    expect(gateOf({ gate: false })).toBeUndefined();
    expect(expand(gated, { gate: false })).toEqual(expand(profile));
  });
});
