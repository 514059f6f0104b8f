import { describe, expect, test } from 'vitest';
import { judgeRun } from '../../../src/model/verdict.ts';
import { makeCase, makeMemoryEvidence, makeTierEvidence } from '../../support/factory.ts';

const bound = { verdict: 'bound', why: '' };
const crashed = {
  status: 'failed',
  problem: 'llama-bench exited with code 1.',
  stderr: '',
} as const;

describe('a run', () => {
  test('failed when its process failed, with its problem as the reason', () => {
    expect(
      judgeRun({ case: makeCase(), outcome: crashed, evidence: [makeTierEvidence()] }),
    ).toEqual({ verdict: { verdict: 'failed', why: crashed.problem }, verdicts: {} });
  });

  test("failed with the kernel's reason when the kernel killed it out of memory", () => {
    const evidence = [makeMemoryEvidence({ oomKills: 1 })];
    const { verdict, verdicts } = judgeRun({ case: makeCase(), outcome: crashed, evidence });
    expect(verdict.why).toContain('at the memory limit of 60 MiB (out of memory)');
    expect(verdicts).toEqual({ memory: verdict });
  });

  test('is judged by its evidence when only some tests came', () => {
    const outcome = { status: 'partial', problem: 'decode failed', stderr: '' } as const;
    const judgement = judgeRun({ case: makeCase(), outcome, evidence: [makeTierEvidence()] });
    expect(judgement).toEqual({ verdict: bound, verdicts: { tier: bound } });
  });
});
