import { describe, expect, test } from 'vitest';
import { judgeRun, withoutGate } from '../../../src/model/verdict.ts';
import {
  baselineCase,
  makeCase,
  makeMemoryEvidence,
  makeRunRecord,
  makeTierEvidence,
} from '../../support/factory.ts';

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

describe('a run that was disturbed', () => {
  const outcome = { status: 'completed' } as const;
  const disturbed = ['waited: 20 %', 'held: 9 %'];
  const verdict = { verdict: 'disturbed', why: 'waited: 20 %; held: 9 %.' };

  test('says so, and leaves the verdicts on its constraints as they are', () => {
    const evidence = [makeTierEvidence()];
    expect(judgeRun({ case: makeCase(), outcome, evidence, disturbed })).toEqual({
      verdict,
      verdicts: { tier: bound },
    });
    expect(judgeRun({ case: baselineCase, outcome, evidence: [], disturbed })).toEqual({
      verdict,
      verdicts: {},
    });
  });

  test('is more than not bound, and less than violated or failed', () => {
    const judge = (evidence: Parameters<typeof makeTierEvidence>[0]) =>
      judgeRun({ case: makeCase(), outcome, evidence: [makeTierEvidence(evidence)], disturbed });
    expect(judge({ bytesFetched: 0, linkBusyNs: 0 }).verdict).toEqual(verdict);
    expect(judge({ linkBusyNs: 1e12 }).verdict.verdict).toBe('violated');
    const failed = judgeRun({ case: makeCase(), outcome: crashed, evidence: [], disturbed });
    expect(failed.verdict.verdict).toBe('failed');
  });

  test('has without the gate the worst verdict on its constraints', () => {
    const record = makeRunRecord({
      verdict: { verdict: 'disturbed', why: 'waited' },
      verdicts: { tier: { verdict: 'bound', why: '' }, io: { verdict: 'not-binding', why: 'x' } },
    });
    expect(withoutGate(record).verdict).toEqual({ verdict: 'not-binding', why: 'x' });
    expect(withoutGate({ ...record, verdicts: {} }).verdict).toEqual(bound);
    const violated = makeRunRecord({ verdict: { verdict: 'violated', why: 'x' } });
    expect(withoutGate(violated)).toBe(violated);
  });
});
