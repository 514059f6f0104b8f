import { describe, expect, it } from 'vitest';
import type { TierEvidence } from '../../../src/model/evidence.ts';
import type { Case } from '../../../src/model/plan.ts';
import { judgeProgram } from '../../../src/model/program-verdict.ts';
import {
  baselineCase,
  makeCase,
  makeIoEvidence,
  makeMemoryEvidence,
  makeTier,
  makeTierEvidence,
  nullCase,
} from '../../support/factory.ts';

const judge = (evidence?: Partial<TierEvidence>, subject: Case = makeCase(), problem?: string) =>
  judgeProgram({
    case: subject,
    files: ['/data'],
    evidence: evidence === undefined ? [] : [makeTierEvidence(evidence)],
    ...(problem === undefined ? {} : { problem }),
  }).verdict;

const bound = { verdict: 'bound', why: '' };

describe('the verdict on a program', () => {
  it('is bound when what was asked is what was counted', () => {
    expect(judge({})).toEqual(bound);
    expect(judge({ bytesFetched: 0 }, nullCase)).toEqual(bound);
  });

  it('is bound where nothing is asked', () => {
    expect(judge(undefined, baselineCase)).toEqual(bound);
    expect(judge(undefined, makeCase({ constraints: {} }))).toEqual(bound);
  });

  it.each([
    ['no evidence', undefined, makeCase()],
    ['nothing held', { heldBytes: 0 }, makeCase()],
    ['nothing held in the null case', { heldBytes: 0 }, nullCase],
  ])('is not-binding with %s, and says what to do', (_, evidence, subject) => {
    expect(judge(evidence, subject)).toEqual({
      verdict: 'not-binding',
      why:
        "Expected the program to map '/data' into its memory, got no such mapping, so nothing was " +
        'limited. Name the file that it reads, and have it read with mmap (fio: --ioengine=mmap). ' +
        'The tier does not see programs that call the kernel without the C library, as those ' +
        'written in Go, or that remove LD_PRELOAD from their environment.',
    });
  });

  it('is not-binding when the mapping was not read', () => {
    const { verdict, why } = judge({ bytesFetched: 0 });
    expect(verdict).toBe('not-binding');
    expect(why).toContain("the program mapped '/data' and read nothing of it there");
  });

  it('is not-binding when everything is resident', () => {
    const subject = makeCase({ constraints: { tier: makeTier({ residency: 1 }) } });
    const { verdict, why } = judge({ bytesFetched: 0 }, subject);
    expect(verdict).toBe('not-binding');
    expect(why).toContain('Set tier.residency below 100 %.');
  });

  it('is violated when the link was slower than asked', () => {
    expect(judge({ latenessNs: 1e9 }).verdict).toBe('violated');
  });

  it('is not-binding when the tier never came to act', () => {
    const idle = 'the tier was never armed';
    const { verdict } = judgeProgram({
      ...{ case: makeCase(), files: ['/data'], evidence: [], idle },
    });
    expect(verdict).toEqual({ verdict: 'not-binding', why: idle });
  });

  it('is failed when the evidence proves nothing', () => {
    expect(judge(undefined, makeCase(), 'asked 1, applied 2')).toEqual({
      verdict: 'failed',
      why: 'asked 1, applied 2',
    });
  });
});

describe("the kernel's constraints on a program", () => {
  const constraints = {
    memory: { max: { kind: 'bytes', bytes: 60 * 2 ** 20 } },
    io: { readBandwidth: 200e6 },
  } as const;
  const subject = makeCase({ constraints });
  const whole = { case: subject, files: ['/data'] };
  // The data are read once: enough for a program, of which the whole run is to be limited.
  const io = makeIoEvidence({ readBytes: 100e6, wallNs: 0.5e9 });
  const memory = makeMemoryEvidence({ refaultedBytes: 1, modelBytes: 0 });

  it('are judged each by its evidence', () => {
    expect(judgeProgram({ ...whole, evidence: [memory, io] })).toEqual({
      verdict: bound,
      verdicts: { memory: bound, io: bound },
    });
    const { verdict, verdicts } = judgeProgram({ ...whole, evidence: [memory] });
    expect(verdict).toEqual(verdicts['io']);
    expect(verdict.verdict).toBe('failed');
  });

  it('are judged beside a tier that never came to act', () => {
    const both = makeCase({ constraints: { ...constraints, tier: makeTier() } });
    const { verdicts } = judgeProgram({
      ...{ case: both, files: ['/data'], evidence: [memory, io], idle: 'never armed' },
    });
    expect(verdicts).toMatchObject({
      tier: { verdict: 'not-binding', why: 'never armed' },
      memory: bound,
      io: bound,
    });
  });

  it('fail with the problem that kept their evidence away', () => {
    const problem = 'the counters have vanished';
    expect(judgeProgram({ ...whole, evidence: [memory], problem })).toEqual({
      verdict: { verdict: 'failed', why: problem },
      verdicts: {},
    });
  });
});
