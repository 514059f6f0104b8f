import { describe, expect, test } from 'vitest';
import { RecordedPlan } from '../../../src/model/recorded-plan.ts';
import { makePlan } from '../../support/factory.ts';

const plan = makePlan();

const problemsOf = (value: unknown): readonly string[] =>
  RecordedPlan.safeParse(value).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('RecordedPlan', () => {
  test('takes a plan as it is, with what a newer version has besides', () => {
    const newer = { ...plan, addedLater: { kept: true } };
    expect(RecordedPlan.parse(newer)).toBe(newer);
  });

  test.each([
    ['nothing', {}, 'profile'],
    ['no object', [], ''],
    [
      'a case without points',
      { ...plan, cases: [{ id: 'a', kind: 'level', constraints: {} }] },
      'cases.0.points',
    ],
    [
      'a profile without requirements',
      { ...plan, profile: { ...plan.profile, requirements: null } },
      'profile.requirements',
    ],
    [
      'a test of no length',
      { ...plan, tests: [{ prompt: -1, gen: 0, depth: 0 }] },
      'tests.0.prompt',
    ],
  ])('names the place in a plan with %s', (_, value, path) => {
    expect(problemsOf(value)).toContain(path);
  });
});
