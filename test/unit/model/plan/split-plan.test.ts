import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandPlan } from '../../../../src/model/plan/expand.ts';
import { nameOfPlan, parseShard } from '../../../../src/model/plan/parse-shard.ts';
import { placeOfRun } from '../../../../src/model/plan/place-of-run.ts';
import { plannedRounds } from '../../../../src/model/plan/planned-rounds.ts';
import { renderPlan } from '../../../../src/model/plan/render-plan.ts';
import { mostShards, splitPlan } from '../../../../src/model/plan/split-plan.ts';
import type { Plan, PlannedRun } from '../../../../src/model/plan.ts';
import type { Level } from '../../../../src/model/profile/profile.ts';
import { renderFailure } from '../../../../src/model/render-failure.ts';
import { makeProfile, makeWorkloadSpec } from '../../../support/factory.ts';
import { splitAll, valueOf } from '../../../support/shards.ts';

const level = (bandwidth: number): Level => ({ text: `${bandwidth} GB/s`, value: bandwidth * 1e9 });

const profileOf = (levels: number, rounds: number, warmupRounds: number) =>
  makeProfile({
    sweeps: [
      {
        parameter: 'tier.readBandwidth',
        levels: Array.from({ length: levels }, (_, at) => level(at + 1)),
      },
    ],
    workload: makeWorkloadSpec({ rounds, warmupRounds }),
  });

const planOf = (levels: number, rounds: number, warmupRounds: number, seed: number): Plan =>
  valueOf(expandPlan(profileOf(levels, rounds, warmupRounds), { seed, quick: false }));

const isReference = ({ caseId }: PlannedRun): boolean => caseId === 'baseline' || caseId === 'null';
const counted = ({ runs }: Plan): readonly PlannedRun[] => runs.filter(({ round }) => round >= 0);
const groupByRound = (runs: readonly PlannedRun[]): ReadonlyMap<number, PlannedRun[]> => {
  const rounds = new Map<number, PlannedRun[]>();
  for (const run of runs) rounds.set(run.round, [...(rounds.get(run.round) ?? []), run]);
  return rounds;
};
const byIndex = (runs: readonly PlannedRun[]): readonly PlannedRun[] =>
  runs.toSorted((left, right) => left.index - right.index);

const divided = fc
  .record({
    levels: fc.integer({ min: 1, max: 8 }),
    rounds: fc.integer({ min: 1, max: 12 }),
    warmupRounds: fc.integer({ min: 0, max: 2 }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ levels, rounds, warmupRounds, seed, share }) => {
    const plan = planOf(levels, rounds, warmupRounds, seed);
    return { plan, rounds, of: 1 + Math.floor(share * (mostShards(plan) - 1)) };
  });

describe('the shards of a plan', () => {
  it('hold together every run of the plan, each that is no reference once', () => {
    fc.assert(
      fc.property(divided, ({ plan, of }) => {
        const all = splitAll(plan, of).flatMap(counted);
        expect(byIndex(all.filter((run) => !isReference(run)))).toEqual(
          counted(plan).filter((run) => !isReference(run)),
        );
        expect(new Set(all.map(({ index }) => index))).toEqual(
          new Set(counted(plan).map(({ index }) => index)),
        );
      }),
    );
  });

  it('are exactly the plan up to as many shards as there are rounds', () => {
    fc.assert(
      fc.property(divided, ({ plan, rounds, of }) => {
        fc.pre(of <= rounds);
        expect(byIndex(splitAll(plan, of).flatMap(counted))).toEqual(counted(plan));
      }),
    );
  });

  it('hold baseline and null once in each of their rounds, and something to compare with them', () => {
    fc.assert(
      fc.property(divided, ({ plan, of }) => {
        for (const shard of splitAll(plan, of)) {
          const rounds = groupByRound(counted(shard));
          expect(rounds.size).toBeGreaterThan(0);
          for (const runs of rounds.values()) {
            const names = runs.map(({ caseId }) => caseId);
            expect(names.filter((name) => name === 'baseline')).toHaveLength(1);
            expect(names.filter((name) => name === 'null')).toHaveLength(1);
            expect(runs.length).toBeGreaterThan(2);
          }
        }
      }),
    );
  });

  it('warm up, keep the order of the plan, and differ from it in nothing but their runs', () => {
    fc.assert(
      fc.property(divided, ({ plan, of }) => {
        for (const { runs, shard: _shard, ...rest } of splitAll(plan, of)) {
          const { runs: all, ...whole } = plan;
          expect(rest).toEqual(whole);
          expect(runs.filter(({ round }) => round < 0)).toEqual(
            all.filter(({ round }) => round < 0),
          );
          expect(runs).toEqual(byIndex(runs));
        }
      }),
    );
  });

  it('are of about the same size where rounds are divided', () => {
    const shape = fc.record({
      levels: fc.integer({ min: 2, max: 8 }),
      rounds: fc.integer({ min: 1, max: 6 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(shape, ({ levels, rounds, share }) => {
        const parts = 2 + Math.floor(share * (levels - 2));
        const shards = splitAll(planOf(levels, rounds, 1, 1), rounds * parts);
        const sizes = shards.map((shard) => counted(shard).length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are the same whenever they are made', () => {
    const shard = { index: 2, of: 3 };
    const once = expandPlan(profileOf(4, 6, 1), { seed: 7, quick: false, shard });
    expect(once).toEqual(splitPlan(planOf(4, 6, 1, 7), shard));
  });

  it('have a fixed number of rounds, that of the profile', () => {
    const { workload, ...rest } = profileOf(2, 6, 1);
    const adaptive = { maxRounds: 20, halfWidth: 0.02 };
    const profile = { ...rest, workload: { ...workload, adaptive } };
    const shard = { index: 3, of: 4 };
    const plan = valueOf(expandPlan(profile, { seed: 1, quick: false, shard }));
    expect(plan.profile.workload).toEqual(workload);
    expect([...new Set(counted(plan).map(({ round }) => round))]).toEqual([2]);
    expect(plannedRounds(plan)).toBe(1);
    const more = expandPlan(profile, { seed: 1, quick: false, shard, maxRounds: 30 });
    expect(more.ok ? undefined : renderFailure(more.failure).message).toBe(
      "--shard: expected a fixed number of rounds (--rounds N), for no shard sees the intervals of all, got '--max-rounds'",
    );
  });

  it('are at most one for each case of each round', () => {
    const plan = planOf(5, 6, 1, 1);
    expect(mostShards(plan)).toBe(30);
    const refused = splitPlan(plan, { index: 1, of: 100_000 });
    expect(refused.ok ? undefined : renderFailure(refused.failure).message).toBe(
      "--shard: expected i/N with N of at most 30, for the plan has 6 rounds of 5 cases beside those that ratios are taken to, got '1/100000'",
    );
  });
});

describe('a shard', () => {
  it.each([
    ['0/3', "--shard: expected a shard from 1/3 to 3/3, got '0/3'"],
    ['4/3', "--shard: expected a shard from 1/3 to 3/3, got '4/3'"],
    ['1', "--shard: expected i/N, shard i of N with whole numbers from 1, such as '1/4', got '1'"],
    [
      '1/0',
      "--shard: expected i/N, shard i of N with whole numbers from 1, such as '1/4', got '1/0'",
    ],
    [
      '-1/3',
      "--shard: expected i/N, shard i of N with whole numbers from 1, such as '1/4', got '-1/3'",
    ],
    [
      '1/3/5',
      "--shard: expected i/N, shard i of N with whole numbers from 1, such as '1/4', got '1/3/5'",
    ],
  ])('is not %s', (text, message) => {
    const shard = parseShard(text);
    expect(shard.ok ? undefined : renderFailure(shard.failure).message).toBe(message);
  });

  it('is named in the folder of its results and in what is said of the plan', () => {
    const [, second] = splitAll(planOf(4, 6, 1, 1), 3);
    if (second === undefined) throw new Error('no second shard');
    expect(nameOfPlan(second)).toBe('hbf-50gbps-shard-2-of-3');
    expect(nameOfPlan(planOf(4, 6, 1, 1))).toBe('hbf-50gbps');
    expect(renderPlan(second)).toContain(
      'Shard 2 of 3: whole rounds, with the cases that ratios are taken to.\n' +
        'All shards together have 6 rounds, a fixed number: no shard sees the intervals of all. --rounds sets another.',
    );
    expect(renderPlan(second)).toMatch(/2 of 6 rounds after 1 warm-up round: 14 runs/);
    expect(second.runs.map(({ index }) => placeOfRun(second, index))).toEqual(
      second.runs.map((_, at) => at + 1),
    );
  });

  it('says that it is a part of a round', () => {
    const last = splitAll(planOf(4, 2, 1, 1), 8).at(-1);
    if (last === undefined) throw new Error('no shard');
    expect(renderPlan(last)).toContain('Shard 8 of 8: a part of one round,');
    expect(counted(last)).toHaveLength(3);
  });
});
