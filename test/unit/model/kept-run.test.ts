import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRuns } from '../../../src/model/curve/counted-runs.ts';
import { keepForDecisions } from '../../../src/model/kept-run.ts';
import { decideRounds } from '../../../src/model/plan/decide-rounds.ts';
import { makeDisturbance, makeRunRecord, makeSample } from '../../support/factory.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

const { manifest, runs } = makeSyntheticSweep();
const { plan } = manifest;

const adaptive = {
  ...plan,
  profile: {
    ...plan.profile,
    workload: { ...plan.profile.workload, rounds: 2, adaptive: { maxRounds: 50, halfWidth: 0.01 } },
  },
};

describe('what a sweep keeps of its runs', () => {
  it('decides about rounds as whole records do', () => {
    fc.assert(
      fc.property(
        fc.nat(runs.length),
        fc.array(fc.nat(runs.length), { maxLength: 8 }),
        (made, disturbed) => {
          const records = runs
            .slice(0, made)
            .map((record, at) =>
              disturbed.includes(at) ? { ...record, disturbance: makeDisturbance() } : record,
            );
          const kept = records.map(keepForDecisions(adaptive));
          expect(decideRounds(adaptive, kept)).toEqual(decideRounds(adaptive, records));
        },
      ),
    );
  });

  it('picks the same attempts', () => {
    const attempts = fc.array(
      fc.record({
        attempt: fc.nat(2),
        index: fc.nat(3),
        state: fc.constantFrom('clean', 'disturbed', 'failed', 'partial'),
      }),
    );
    fc.assert(
      fc.property(attempts, (given) => {
        const records = given.map(({ attempt, index, state }) =>
          makeRunRecord({
            ...{ attempt, index },
            ...(state === 'disturbed' ? { disturbance: makeDisturbance() } : {}),
            ...(state === 'failed' || state === 'partial'
              ? { outcome: { status: state, problem: 'it ended', stderr: '' } }
              : {}),
          }),
        );
        const keep = keepForDecisions(plan);
        const picked = countRuns(records);
        const kept = countRuns(records.map(keep));
        expect(kept.failed).toEqual(picked.failed.map(keep));
        expect([...kept.byCase]).toEqual(
          [...picked.byCase].map(([id, rounds]) => [
            id,
            new Map([...rounds].map(([key, record]) => [key, keep(record)])),
          ]),
        );
      }),
    );
  });

  it('is one object for what most runs have in common', () => {
    const keep = keepForDecisions(plan);
    const [one, other] = [keep(makeRunRecord({ index: 0 })), keep(makeRunRecord({ index: 1 }))];
    expect(one.verdict).toBe(other.verdict);
    expect(one.verdicts).toBe(other.verdicts);
    expect(one.outcome).toBe(other.outcome);
    expect(one.evidence).toBe(other.evidence);
  });

  it('is nothing of steps, repetitions, the command and the host', () => {
    const record = makeRunRecord({ samples: [makeSample({ stepsNs: [1e6, 2e6] })] });
    expect(Object.keys(keepForDecisions(plan)(record)).toSorted()).toEqual([
      ...['attempt', 'case', 'disturbance', 'durationMs', 'evidence', 'index', 'outcome', 'round'],
      ...['samples', 'shard', 'verdict', 'verdicts'],
    ]);
    expect(keepForDecisions(plan)(record).samples.map(Object.keys)).toEqual([
      ['test', 'tokensPerSecond', 'judged'],
    ]);
  });
});
