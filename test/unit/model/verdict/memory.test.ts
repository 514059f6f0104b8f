import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MemoryEvidence } from '../../../../src/model/kernel-evidence.ts';
import type { Constraints, MemoryConstraint } from '../../../../src/model/profile/profile.ts';
import type { Judged } from '../../../../src/model/verdict/judged.ts';
import { judgeMemory } from '../../../../src/model/verdict/memory.ts';
import {
  makeCase,
  makeMemoryEvidence,
  makeStartEvidence,
  makeTier,
} from '../../../support/factory.ts';

const MiB = 2 ** 20;
const bound = { verdict: 'bound', why: '' };
const limited: MemoryConstraint = { max: { kind: 'bytes', bytes: 60 * MiB }, swap: 0 };

const judge = (
  evidence: Partial<MemoryEvidence> = {},
  constraints: Constraints = { memory: limited },
  span: Judged['span'] = 'tests',
) =>
  judgeMemory({
    case: makeCase({ constraints }),
    evidence: [makeMemoryEvidence(evidence)],
    span,
  });

describe('a memory limit', () => {
  test('is bound when it was met and what it evicted was read again', () => {
    expect(judge()).toEqual(bound);
  });

  test('failed when nothing was counted', () => {
    const verdict = judgeMemory({
      case: makeCase({ constraints: { memory: limited } }),
      evidence: [],
      span: 'tests',
    });
    expect(verdict.verdict).toBe('failed');
    expect(verdict.why).toContain('nothing proves that its limit acted');
  });

  test('is violated when there was more memory than it allows, but for a page of 64 KiB', () => {
    expect(judge({ peakBytes: 60 * MiB + 65_536 })).toEqual(bound);
    expect(judge({ peakBytes: 61 * MiB })).toEqual({
      verdict: 'violated',
      why:
        'Asked for at most 60 MiB of memory, the workload had up to 61 MiB. The limit was not kept; ' +
        'the measurement says nothing about this level.',
    });
  });

  test('is violated when none was in force', () => {
    expect(judge({ limitBytes: undefined }).verdict).toBe('violated');
  });

  test('failed when the kernel killed the workload at it', () => {
    expect(judge({ oomKills: 1 })).toEqual({
      verdict: 'failed',
      why:
        'The kernel killed the workload at the memory limit of 60 MiB (out of memory), with up to 8 MiB ' +
        'that no file is behind and only swap could take. Raise memory.max, or allow swap with memory.swap.',
    });
  });

  test('is not binding when it was never met, and says what to set', () => {
    const unmet = { peakBytes: 50 * MiB, limitHits: 0, refaultedBytes: 0 };
    const why =
      'The memory limit of 60 MiB was never met: the workload had up to 50 MiB. Set memory.max below 50 MiB.';
    expect(judge(unmet)).toEqual({ verdict: 'not-binding', why });
    expect(judge({ ...unmet, limitHits: undefined })).toEqual({ verdict: 'not-binding', why });
    expect(judge({ ...unmet, peakBytes: undefined }).why).toBe(
      'The memory limit of 60 MiB was never met. Lower memory.max.',
    );
  });

  test('names what was in memory before, where it does not count', () => {
    const unmet = makeMemoryEvidence({ peakBytes: 20 * MiB, limitHits: 0 });
    const start = makeStartEvidence({ evictedFor: 'memory', residentBytes: 90 * MiB });
    const { verdict, why } = judgeMemory({
      case: makeCase({ constraints: { memory: limited } }),
      evidence: [unmet, start],
      span: 'tests',
    });
    expect(verdict).toBe('not-binding');
    expect(why).toContain('90 MiB of the model were in memory before the run');
  });

  test('counts as met close to it where its hits are not counted', () => {
    expect(judge({ limitHits: undefined, peakBytes: 58.3 * MiB })).toEqual(bound);
    expect(judge({ limitHits: undefined, peakBytes: 58 * MiB }).verdict).toBe('not-binding');
  });

  test('is not met by an eviction that squeezes it for a moment', () => {
    const both = { memory: limited, pageCache: { drop: 1e6 } };
    expect(judge({ peakBytes: 50 * MiB }, both).verdict).toBe('not-binding');
    expect(judge({}, both)).toEqual(bound);
  });

  test('is not binding when nothing that it evicted was read again', () => {
    const { verdict, why } = judge({ refaultedBytes: 0 });
    expect(verdict).toBe('not-binding');
    expect(why).toContain('was met, but nothing that it evicted was read again');
  });

  test('is not binding when loading alone read again what it evicted, unless it is for a program', () => {
    const { verdict, why } = judge({ refaultedBytesLate: 4096 });
    expect(verdict).toBe('not-binding');
    expect(why).toContain('was read again once the model was loaded: what the workload needs fits');
    expect(judge({ refaultedBytesLate: MiB })).toEqual(bound);
    const limit = { memory: limited };
    expect(judge({ refaultedBytesLate: 0 }, limit, 'program')).toEqual(bound);
    expect(judge({ refaultedBytes: 0 }, limit, 'program').why).toContain('read again: what the');
  });

  test('is bound when it drove the workload into swap', () => {
    const swapping = { memory: { max: { kind: 'bytes', bytes: 60 * MiB } } } as const;
    const evidence = { refaultedBytes: 0, swapBytesMax: 20 * MiB, anonymousBytesMax: 100 * MiB };
    expect(judge(evidence, swapping)).toEqual(bound);
  });

  test('failed when the kernel tells neither its peak nor its hits', () => {
    expect(judge({ limitHits: undefined, peakBytes: undefined }).verdict).toBe('failed');
  });

  test('is bound where none is asked for', () => {
    expect(judge({ limitBytes: undefined, limitHits: undefined }, { memory: {} })).toEqual(bound);
  });
});

describe('a limit on swap', () => {
  test('is violated when more was swapped than it allows', () => {
    const evidence = { swapLimitBytes: 10 * MiB, swapBytesMax: 11 * MiB };
    expect(judge(evidence, { memory: { swap: 10 * MiB } })).toMatchObject({
      verdict: 'violated',
      why: expect.stringContaining('Asked for at most 10 MiB of swap') as string,
    });
    expect(judge({ ...evidence, swapBytesMax: 10 * MiB }, { memory: { swap: 10 * MiB } })).toEqual(
      bound,
    );
  });

  test('is held to what was asked for where none is in force', () => {
    expect(judge({ swapBytesMax: MiB }).verdict).toBe('violated');
  });
});

describe('a memory limit on weights that are not in the page cache', () => {
  const copied = { anonymousBytesMax: 90 * MiB, fileBytesMax: 20 * MiB, refaultedBytes: 1000 };
  const wide = { memory: { max: { kind: 'bytes', bytes: 128 * MiB } } } as const;
  const met = { limitBytes: 128 * MiB, peakBytes: 128 * MiB };

  test('is not binding when they were copied, and names a llama-bench that does not', () => {
    const { verdict, why } = judge({ ...met, ...copied }, wide);
    expect(verdict).toBe('not-binding');
    expect(why).toContain(': 90 MiB of memory had no file behind it, at a model of 100 MiB');
    expect(why).toContain("Use emulate's own llama-bench");
  });

  test('is bound when a large scratch memory only looks like a copy', () => {
    const scratch = { ...met, ...copied, refaultedBytes: 500 * MiB };
    expect(judge(scratch, wide)).toEqual(bound);
    expect(judge({ ...met, ...copied, fileBytesMax: 90 * MiB }, wide)).toEqual(bound);
  });

  test('is not binding when they were copied under a tight limit, which loading alone met', () => {
    const tight = {
      anonymousBytesMax: 80 * MiB,
      fileBytesMax: 100 * MiB,
      refaultedBytes: 115 * MiB,
    };
    const late = { anonymousBytesLate: 78 * MiB, mappedFileBytesLate: 43 * MiB };
    const { verdict, why } = judge({ ...met, ...tight, ...late, refaultedBytesLate: 0 }, wide);
    expect(verdict).toBe('not-binding');
    expect(why).toContain(': 78 MiB of memory had no file behind it, at a model of 100 MiB');
    expect(why).toContain("Use emulate's own llama-bench");
  });

  test('is bound when the tests read again what is not copied', () => {
    const thrashing = {
      ...{ anonymousBytesMax: 80 * MiB, fileBytesMax: 100 * MiB, refaultedBytes: 2000 * MiB },
      ...{ anonymousBytesLate: 78 * MiB, mappedFileBytesLate: 20 * MiB },
    };
    expect(judge({ ...met, ...thrashing, refaultedBytesLate: 500 * MiB }, wide)).toEqual(bound);
    // Whether they did cannot be told apart from loading.
    expect(judge({ ...met, ...thrashing }, wide)).toEqual(bound);
  });

  test('may be copied where the limit is wide, and says so', () => {
    const roomy = { anonymousBytesLate: 80 * MiB, mappedFileBytesLate: 99 * MiB };
    const hint =
      '80 MiB of memory had no file behind it, at a model of 100 MiB: if it is a copy of the weights, ' +
      "no limit takes that away. Use emulate's own llama-bench";
    const never = { peakBytes: 120 * MiB, limitBytes: 200 * MiB, limitHits: 0 };
    expect(judge({ ...never, ...roomy }, wide)).toMatchObject({
      verdict: 'not-binding',
      why: expect.stringContaining(`was never met: the workload had up to 120 MiB`) as string,
    });
    expect(judge({ ...never, ...roomy }, wide).why).toContain(hint);
    expect(judge({ ...met, ...roomy, refaultedBytesLate: 0 }, wide).why).toContain(hint);
    expect(judge({ ...never, ...roomy }, wide, 'program').why).not.toContain('no file behind it');
    expect(judge(never, wide).why).not.toContain('no file behind it');
  });

  test('is not binding when a tier holds them', () => {
    const { verdict, why } = judge(met, { ...wide, tier: makeTier() });
    expect(verdict).toBe('not-binding');
    expect(why).toContain('The tier holds the weights in memory of its own');
  });

  test('can be bound for a program, of which the whole run counts', () => {
    expect(judge({ ...met, ...copied }, wide, 'program')).toEqual(bound);
    expect(judge(met, { ...wide, tier: makeTier() }, 'program')).toEqual(bound);
  });
});

describe('memory in the null case', () => {
  const inNull = (evidence: Partial<MemoryEvidence>) =>
    judgeMemory({
      case: makeCase({ kind: 'null', constraints: { memory: {} } }),
      evidence: [makeMemoryEvidence(evidence)],
      span: 'tests',
    });

  test('is bound without a limit, and violated with one', () => {
    expect(inNull({ limitBytes: undefined, limitHits: undefined })).toEqual(bound);
    expect(inNull({}).why).toContain('A memory limit of 60 MiB was in force in the null case');
    expect(inNull({ limitBytes: undefined, swapLimitBytes: 0 }).why).toContain('A swap limit');
  });
});

describe('any memory evidence', () => {
  const size = fc.nat({ max: 2 ** 32 });
  const maybe = fc.option(size, { nil: undefined });
  const arbitrary = fc.record({
    limitBytes: size,
    peakBytes: maybe,
    anonymousBytesMax: maybe,
    fileBytesMax: maybe,
    swapBytesMax: maybe,
    limitHits: maybe,
    oomKills: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
    refaultedBytes: maybe,
  });

  test('is never bound above the limit, after a kill, or without a sign that the limit was met', () => {
    fc.assert(
      fc.property(arbitrary, fc.boolean(), (evidence, isProgram) => {
        const { verdict, why } = judge(
          evidence,
          { memory: limited },
          isProgram ? 'program' : 'tests',
        );
        const { limitBytes, peakBytes = 0, limitHits = 0, swapBytesMax = 0 } = evidence;
        if (verdict === 'bound') {
          expect(peakBytes).toBeLessThanOrEqual(limitBytes + 65_536);
          expect(evidence.oomKills ?? 0).toBe(0);
          expect(limitHits > 0 || peakBytes >= 0.97 * limitBytes || swapBytesMax > 0).toBe(true);
        }
        expect(why === '').toBe(verdict === 'bound');
      }),
    );
  });
});
