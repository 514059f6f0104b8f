import { describe, expect, test } from 'vitest';
import type { CpuEvidence } from '../../../../src/model/kernel-evidence.ts';
import type { CpuConstraint } from '../../../../src/model/profile/profile.ts';
import { judgeCpu } from '../../../../src/model/verdict/cpu.ts';
import { makeCase, makeCpuEvidence } from '../../../support/factory.ts';

const bound = { verdict: 'bound', why: '' };

const judge = (
  evidence: readonly CpuEvidence[],
  cpu: CpuConstraint = { affinity: '0-1' },
  kind: 'nominal' | 'null' = 'nominal',
) => judgeCpu({ case: makeCase({ kind, constraints: { cpu } }), evidence, span: 'tests' });

describe('the processors of a workload', () => {
  test('are bound when they are those that were asked for, however they are written', () => {
    expect(judge([makeCpuEvidence()])).toEqual(bound);
    expect(judge([makeCpuEvidence({ allowed: '0-3,8' })], { affinity: '8,2-3,0,1' })).toEqual(
      bound,
    );
  });

  test('are violated when they are others', () => {
    expect(judge([makeCpuEvidence({ allowed: '0' })])).toMatchObject({
      verdict: 'violated',
      why: expect.stringContaining('Asked for processors 0-1, the workload could use 0.') as string,
    });
    expect(judge([makeCpuEvidence({ allowed: '0-2' })]).verdict).toBe('violated');
    expect(judge([makeCpuEvidence({ allowed: '' })]).verdict).toBe('violated');
  });

  test('failed when nobody saw them', () => {
    expect(judge([]).verdict).toBe('failed');
  });

  test('are bound where none are asked for', () => {
    expect(judge([], {})).toEqual(bound);
  });

  test('are violated in the null case when they were limited', () => {
    expect(judge([], {}, 'null')).toEqual(bound);
    expect(judge([makeCpuEvidence({ asked: undefined })], {}, 'null')).toEqual(bound);
    expect(judge([makeCpuEvidence()], {}, 'null').verdict).toBe('violated');
  });
});
