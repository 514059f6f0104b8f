import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRounds } from '../../../../src/model/plan/count-rounds.ts';
import { decideRounds, halfWidthOf } from '../../../../src/model/plan/decide-rounds.ts';
import { expandPlan } from '../../../../src/model/plan/expand.ts';
import { leastRuns } from '../../../../src/model/plan/least-runs.ts';
import { summarizeRounds } from '../../../../src/model/plan/rounds-made.ts';
import type { Plan, PlannedRun } from '../../../../src/model/plan.ts';
import type { Profile, WorkloadSpec } from '../../../../src/model/profile/profile.ts';
import { deriveCurves } from '../../../../src/model/curve/curves.ts';
import type { RunRecord, Verdict } from '../../../../src/model/run-record.ts';
import {
  makeProfile,
  makeRunRecord,
  makeSample,
  makeWorkloadSpec,
} from '../../../support/factory.ts';

const levels = [25, 12.5].map((value) => ({ text: `${value} GB/s`, value: value * 1e9 }));
const slowest = 'tier.readBandwidth=12.5GB/s';

const planOf = (workload: Partial<WorkloadSpec>, overrides: Partial<Profile> = {}): Plan => {
  const plan = expandPlan(
    makeProfile({
      sweeps: [{ parameter: 'tier.readBandwidth', levels }],
      workload: makeWorkloadSpec({ prompt: [], gen: [64], ...workload }),
      ...overrides,
    }),
    { seed: 1, quick: false },
  );
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  return plan.value;
};

const adaptive = { maxRounds: 10, halfWidth: 0.02 };
const plan = planOf({ adaptive });

/** What a run gives: tokens/s, or no value with this verdict. */
type Outcome = number | Verdict['verdict'];

const recordOf = (run: PlannedRun, outcome: Outcome): RunRecord => {
  const verdict = typeof outcome === 'number' ? 'bound' : outcome;
  return makeRunRecord({
    ...{ index: run.index, round: run.round, order: run.order, case: run.caseId },
    ...(verdict === 'failed'
      ? { outcome: { status: 'failed', problem: 'it was killed', stderr: '' }, samples: [] }
      : { samples: [makeSample({ tokensPerSecond: typeof outcome === 'number' ? outcome : 20 })] }),
    verdict: { verdict, why: verdict === 'bound' ? '' : 'because' },
  });
};

/** All runs of the first rounds, warm-up included. */
const made = (
  of: Plan,
  rounds: number,
  outcomeOf: (run: PlannedRun) => Outcome = () => 50,
): readonly RunRecord[] =>
  of.runs.filter(({ round }) => round < rounds).map((run) => recordOf(run, outcomeOf(run)));

/** The slowest level scatters around 20 by this share to either side, from round to round. */
const scattered =
  (share: number, caseId = slowest) =>
  (run: PlannedRun): Outcome =>
    run.caseId === caseId ? 20 * (1 + share) ** (run.round % 2 === 0 ? 1 : -1) : 50;

describe('whether another round is made', () => {
  it('is fixed by the plan where no rounds are added', () => {
    const fixed = planOf({ rounds: 3 });
    expect(decideRounds(fixed, made(fixed, 2))).toEqual({ kind: 'fixed', rounds: 2, more: true });
    expect(decideRounds(fixed, made(fixed, 3))).toEqual({ kind: 'fixed', rounds: 3, more: false });
  });

  it('is decided for the fewest rounds, however narrow the intervals are', () => {
    const many = planOf({ rounds: 8, adaptive });
    expect(decideRounds(many, [])).toMatchObject({ kind: 'widen', rounds: 0, more: true });
    expect(decideRounds(many, made(many, 7))).toMatchObject({ kind: 'widen', rounds: 7 });
    expect(decideRounds(many, made(many, 8))).toMatchObject({ kind: 'narrow-enough', rounds: 8 });
  });

  it('goes on as long as the widest interval is too wide', () => {
    expect(decideRounds(plan, made(plan, 6, scattered(0.019)))).toEqual({
      kind: 'narrow-enough',
      rounds: 6,
      more: false,
      widest: { caseId: slowest, test: 'tg64', halfWidth: expect.closeTo(0.019, 12) as number },
    });
    expect(decideRounds(plan, made(plan, 6, scattered(0.021)))).toEqual({
      kind: 'widen',
      rounds: 6,
      more: true,
      widest: { caseId: slowest, test: 'tg64', halfWidth: expect.closeTo(0.021, 12) as number },
    });
  });

  it('ends at the most rounds, and says what is still too wide', () => {
    expect(decideRounds(plan, made(plan, 10, scattered(0.05)))).toMatchObject({
      kind: 'cap-reached',
      rounds: 10,
      more: false,
      widest: { caseId: slowest },
    });
  });

  it('goes on until there is an interval at all', () => {
    const few = planOf({ rounds: 3, adaptive });
    expect(decideRounds(few, made(few, 5))).toEqual({ kind: 'widen', rounds: 5, more: true });
    expect(decideRounds(few, made(few, 6))).toMatchObject({ kind: 'narrow-enough', rounds: 6 });
  });

  it('waits for a bound point that lacks an interval because a run of it failed', () => {
    const once = (run: PlannedRun): Outcome =>
      run.caseId === slowest && run.round === 2 ? 'failed' : 50;
    expect(decideRounds(plan, made(plan, 6, once))).toMatchObject({ kind: 'widen', more: true });
    expect(decideRounds(plan, made(plan, 7, once))).toMatchObject({ kind: 'narrow-enough' });
  });

  it('does not wait for a point that fails more often than it gives a value', () => {
    const mostly = (run: PlannedRun): Outcome =>
      run.caseId === slowest && run.round % 3 !== 0 ? 'failed' : 50;
    expect(decideRounds(plan, made(plan, 6, mostly))).toMatchObject({
      kind: 'narrow-enough',
      widest: { caseId: 'tier.readBandwidth=25GB/s' },
    });
  });

  it.each(['not-binding', 'violated', 'failed'] as const)(
    'is not held up by a point that is %s, however its values scatter',
    (verdict) => {
      const records = made(plan, 6, scattered(0.5)).map((record) =>
        record.case === slowest ? { ...record, verdict: { verdict, why: 'because' } } : record,
      );
      expect(decideRounds(plan, records)).toMatchObject({ kind: 'narrow-enough', rounds: 6 });
    },
  );

  it('is not held up by a point most of whose runs stayed disturbed, but by one with a few of them', () => {
    const disturbance = { activity: { wallNs: 1e9, cpus: 2 }, why: ['steal'] };
    const disturbed = (upTo: number): readonly RunRecord[] =>
      made(plan, 6, scattered(0.5)).map((record) =>
        record.case === slowest && record.round < upTo ? { ...record, disturbance } : record,
      );
    expect(decideRounds(plan, disturbed(4))).toMatchObject({ kind: 'narrow-enough', rounds: 6 });
    expect(decideRounds(plan, disturbed(3))).toMatchObject({ kind: 'widen', rounds: 6 });
  });

  it('is no where no point is bound', () => {
    const unbound = made(plan, 6, ({ caseId }) => (caseId.includes('=') ? 'not-binding' : 50));
    expect(decideRounds(plan, unbound)).toEqual({ kind: 'none-bound', rounds: 6, more: false });
  });

  it('waits for the nominal case, which is no level here', () => {
    const point = planOf({ adaptive }, { sweeps: [] });
    expect(decideRounds(point, made(point, 6, scattered(0.03, 'nominal')))).toMatchObject({
      kind: 'widen',
      widest: { caseId: 'nominal' },
    });
  });

  it('waits for null where claims rest on its ratio to the baseline, and only there', () => {
    const wide = scattered(0.03, 'baseline');
    expect(decideRounds(plan, made(plan, 6, wide)).kind).toBe('narrow-enough');
    const constraints = { io: { readBandwidth: 1e9 } };
    const kernel = planOf({ adaptive }, { constraints, sweeps: [] });
    expect(decideRounds(kernel, made(kernel, 6, scattered(0.03, 'null')))).toMatchObject({
      kind: 'widen',
      widest: { caseId: 'null' },
    });
  });

  it('waits for the tokens/s of a baseline that stands alone', () => {
    const bare = planOf({ adaptive }, { constraints: {}, sweeps: [] });
    expect(decideRounds(bare, made(bare, 6, scattered(0.03, 'baseline')))).toMatchObject({
      kind: 'widen',
      widest: { caseId: 'baseline' },
    });
  });

  it('is never yes at the most rounds, and never no below the fewest', () => {
    const shares = fc.double({ min: 0, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(shares, fc.integer({ min: 0, max: 10 }), (share, rounds) => {
        const { more } = decideRounds(plan, made(plan, rounds, scattered(share)));
        if (rounds < 6) expect(more).toBe(true);
        if (rounds === 10) expect(more).toBe(false);
      }),
      { numRuns: 40 },
    );
  });
});

describe('half the width of an interval', () => {
  it('is the share by which its middle is multiplied and divided', () => {
    expect(halfWidthOf({ value: 1, low: 0.5 / 1.02, high: 0.5 * 1.02, count: 6 })).toBeCloseTo(
      0.02,
    );
    expect(halfWidthOf({ value: 1, count: 5 })).toBeUndefined();
  });
});

describe('the rounds of a recorded sweep', () => {
  it('count where every planned run was recorded, once or more often', () => {
    const records = made(plan, 3);
    expect(countRounds(plan, records)).toEqual({ whole: 3, begun: 0 });
    expect(countRounds(plan, [...records, ...records])).toEqual({ whole: 3, begun: 0 });
    expect(countRounds(plan, records.slice(0, -1))).toEqual({ whole: 2, begun: 1 });
    expect(countRounds(plan, [])).toEqual({ whole: 0, begun: 0 });
  });

  it('are told apart from a round that an interruption cut off', () => {
    const summarize = (records: readonly RunRecord[]) =>
      summarizeRounds(plan, records, deriveCurves(plan, records));
    expect(summarize(made(plan, 6))).toMatchObject({ partial: false, withoutInterval: 0 });
    const cut = summarize(made(plan, 5).slice(0, -1));
    expect(cut).toMatchObject({ partial: true, withoutInterval: 2, decision: { rounds: 4 } });
  });

  it('are at least those of the warm-up and the fewest rounds', () => {
    expect(leastRuns(plan)).toBe(2 + 6 * 4);
    expect(plan.runs).toHaveLength(2 + 10 * 4);
  });
});
