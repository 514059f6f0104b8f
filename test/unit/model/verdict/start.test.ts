import { describe, expect, test } from 'vitest';
import { judgeStart } from '../../../../src/model/verdict/start.ts';
import type { StartEvidence } from '../../../../src/model/start-evidence.ts';
import { makeScopeEvidence, makeStartEvidence } from '../../../support/factory.ts';

const MiB = 2 ** 20;
const bound = { verdict: 'bound', why: '' };

const judge = (evidence: Partial<StartEvidence>) =>
  judgeStart([makeScopeEvidence(), makeStartEvidence(evidence)]);

describe('a cold start', () => {
  const cold = { asked: 'cold' } as const;

  test('is bound with at most 5 % of the model in memory, and violated beyond', () => {
    expect(judge({ ...cold, residentBytes: 5 * MiB })).toEqual(bound);
    expect(judge({ ...cold, residentBytes: 6 * MiB })).toEqual({
      verdict: 'violated',
      why:
        "Asked for a cold start, but 6 MiB of the model's 100 MiB were in memory when the run began: another " +
        'process has it mapped or keeps reading it, or it lies on a file system in memory. End that process, ' +
        'or put the model on a disk.',
    });
  });

  test('holds also where a constraint evicted the model', () => {
    const evicted = { ...cold, evictedFor: 'memory' } as const;
    expect(judge({ ...evicted, residentBytes: 0 })).toEqual(bound);
    expect(judge({ ...evicted, residentBytes: 50 * MiB })?.verdict).toBe('violated');
  });

  test('failed where nothing tells what is in memory', () => {
    const verdict = judge({ ...cold, residentBytes: undefined });
    expect(verdict?.verdict).toBe('failed');
    expect(verdict?.why).toContain('Install fincore (util-linux)');
  });
});

describe('a warm start', () => {
  test('is bound with at least 95 % of the model in memory', () => {
    expect(judge({})).toEqual(bound);
    expect(judge({ residentBytes: 95 * MiB })).toEqual(bound);
  });

  test('is violated below, where memory could hold the model', () => {
    const verdict = judge({ residentBytes: 94 * MiB, availableBytes: 100 * MiB });
    expect(verdict?.verdict).toBe('violated');
    expect(verdict?.why).toContain("only 94 MiB of the model's 100 MiB were in memory");
    expect(verdict?.why).toContain('workload.start: cold');
    expect(judge({ residentBytes: 94 * MiB })?.verdict).toBe('violated');
  });

  test('is as warm as it can be where memory could not', () => {
    expect(judge({ residentBytes: 40 * MiB, availableBytes: 99 * MiB })).toEqual(bound);
  });

  test('is not asked where a constraint evicted the model', () => {
    expect(judge({ residentBytes: 0, evictedFor: 'pageCache' })).toEqual(bound);
  });

  test('is believed where nothing tells what is in memory', () => {
    expect(judge({ residentBytes: undefined })).toEqual(bound);
  });
});

describe('a start of which nothing is asked', () => {
  test('has no verdict', () => {
    expect(judge({ asked: undefined, residentBytes: 50 * MiB })).toBeUndefined();
    expect(judgeStart([])).toBeUndefined();
  });
});
