import { describe, expect, test } from 'vitest';
import type { BackgroundEvidence } from '../../../../src/model/kernel-evidence.ts';
import type { BackgroundConstraint } from '../../../../src/model/profile/profile.ts';
import { judgeBackground } from '../../../../src/model/verdict/background.ts';
import { makeBackgroundEvidence, makeCase } from '../../../support/factory.ts';

const bound = { verdict: 'bound', why: '' };

const judge = (
  evidence: Partial<BackgroundEvidence> = {},
  background: BackgroundConstraint = { rate: 300e6 },
) =>
  judgeBackground({
    case: makeCase({ constraints: { background } }),
    evidence: [makeBackgroundEvidence(evidence)],
    span: 'tests',
  });

describe('a background load', () => {
  test('is bound when it kept its rate until the end', () => {
    expect(judge()).toEqual(bound);
  });

  test('failed when it left no evidence', () => {
    const subject = makeCase({ constraints: { background: {} } });
    expect(judgeBackground({ case: subject, evidence: [], span: 'tests' }).verdict).toBe('failed');
  });

  test('failed when it ended before the workload', () => {
    const { verdict, why } = judge({ aliveUntilEnd: false });
    expect(verdict).toBe('failed');
    expect(why).toContain('fio ended, or stood still, before the workload had ended');
  });

  test('is violated when it was not steady before the run', () => {
    expect(judge({ steady: false, steadyBefore: 120e6 })).toMatchObject({
      verdict: 'violated',
      why: expect.stringContaining('at about 120 MB/s') as string,
    });
  });

  test('is violated more than 5 % from its rate, and says what to do', () => {
    expect(judge({ achieved: 286e6 })).toEqual(bound);
    expect(judge({ achieved: 284e6 })).toEqual({
      verdict: 'violated',
      why:
        'Asked for 300 MB/s of background load, measured 284 MB/s (more than 5 % apart). The device ' +
        'cannot deliver it beside the workload: lower background.rate.',
    });
    expect(judge({ achieved: 320e6 }).why).toContain('The rate was not kept.');
  });

  test('is violated when fio was given no rate', () => {
    expect(judge({ rate: undefined }).verdict).toBe('violated');
  });

  test('is bound without a rate when it did anything, and not binding when it did nothing', () => {
    expect(judge({ rate: undefined, achieved: 1e9 }, {})).toEqual(bound);
    expect(judge({ rate: undefined, operations: 0 }, {}).verdict).toBe('not-binding');
  });
});

describe('a background load in the null case', () => {
  const inNull = (...evidence: readonly BackgroundEvidence[]) =>
    judgeBackground({
      case: makeCase({ kind: 'null', constraints: { background: {} } }),
      evidence,
      span: 'tests',
    });

  test('is bound when there was none, and violated when there was one', () => {
    expect(inNull()).toEqual(bound);
    expect(inNull(makeBackgroundEvidence({ operations: 0 }))).toEqual(bound);
    expect(inNull(makeBackgroundEvidence()).verdict).toBe('violated');
  });
});
