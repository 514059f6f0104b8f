import { describe, expect, it } from 'vitest';
import { planForModel } from '../../../../src/model/plan/for-model.ts';
import type { MemoryConstraint } from '../../../../src/model/profile/profile.ts';
import { makeCase, makePlan, makeProfile } from '../../../support/factory.ts';

const share = (value: number): { readonly memory: MemoryConstraint } => ({
  memory: { max: { kind: 'model-share', share: value } },
});
const modelBytes = 100 * 2 ** 20;

const planOf = (...shares: readonly number[]) =>
  makePlan({
    profile: makeProfile({ constraints: share(0.6) }),
    cases: shares.map((each, at) => makeCase({ id: `case-${at}`, constraints: share(each) })),
    runs: [],
  });

describe('a plan for a model', () => {
  it('has sizes where the profile has shares of the model', () => {
    const plan = planForModel(planOf(1.2), modelBytes);
    if (!plan.ok) throw new Error('expected a plan');
    const bytes = (value: number) => ({ memory: { max: { kind: 'bytes', bytes: value } } });
    expect(plan.value.cases[0]?.constraints).toEqual(bytes(120 * 2 ** 20));
    expect(plan.value.profile.constraints).toEqual(bytes(60 * 2 ** 20));
  });

  it('leaves everything else as it is', () => {
    const given = makePlan();
    expect(planForModel(given, modelBytes)).toEqual({ ok: true, value: given });
  });

  it('cannot be where a share leaves less memory than any workload needs; each is said once', () => {
    const plan = planForModel(planOf(0.01, 0.01, 0.02, 1), modelBytes);
    expect(plan).toMatchObject({ ok: false, failure: { reason: 'invalid-profile' } });
    if (plan.ok || plan.failure.reason !== 'invalid-profile') throw new Error('expected problems');
    expect(plan.failure.problems.map(({ message }) => message)).toEqual([
      'expected at least 16 MiB, got 1 % of model, which is 1 MiB of 100 MiB',
      'expected at least 16 MiB, got 2 % of model, which is 2 MiB of 100 MiB',
    ]);
  });
});
