import { describe, expect, test } from 'vitest';
import { describeOutOfMemory } from '../../../../src/model/verdict/out-of-memory.ts';
import { makeMemoryEvidence, makeTierEvidence } from '../../../support/factory.ts';

const killed = makeMemoryEvidence({ oomKills: 1, anonymousBytesMax: undefined });

describe('a kill out of memory', () => {
  test('is told with the limit at which it came, and what to do', () => {
    expect(describeOutOfMemory([killed])).toBe(
      'The kernel killed the workload at the memory limit of 60 MiB (out of memory). Raise ' +
        'memory.max, or allow swap with memory.swap.',
    );
  });

  test('tells what no file was behind, if anybody looked while the workload lived', () => {
    const told = (anonymousBytesMax: number) =>
      describeOutOfMemory([{ ...killed, anonymousBytesMax }]);
    expect(told(2 ** 20)).toContain('(out of memory), with up to 1 MiB that no file is behind');
    expect(told(0)).toBe(describeOutOfMemory([killed]));
  });

  test('says what a tier has to do with it', () => {
    expect(describeOutOfMemory([makeTierEvidence(), killed])).toContain(
      'The tier holds the weights',
    );
  });

  test('is blamed on the surroundings where there was no limit', () => {
    expect(describeOutOfMemory([{ ...killed, limitBytes: undefined }])).toContain(
      'which has no memory limit of its own (out of memory)',
    );
  });

  test('is not told where there was none, or nobody counted', () => {
    expect(describeOutOfMemory([])).toBeUndefined();
    expect(describeOutOfMemory([makeMemoryEvidence()])).toBeUndefined();
    expect(describeOutOfMemory([{ ...killed, oomKills: undefined }])).toBeUndefined();
  });
});
