import { describe, expect, it } from 'vitest';
import type { Case } from '../../../src/model/plan.ts';
import type { RunRecord } from '../../../src/model/run-record.ts';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderProof } from '../../../src/report/report-proof.ts';
import {
  baselineCase,
  makeCase,
  makeCpuEvidence,
  makeManifest,
  makeMemoryEvidence,
  makePlan,
  makeRunRecord,
  makeTierEvidence,
} from '../../support/factory.ts';

const proofOf = (cases: readonly Case[], runs: readonly RunRecord[]): string =>
  renderProof(deriveFindings({ manifest: makeManifest({ plan: makePlan({ cases }) }), runs }));

const notBinding = { verdict: 'not-binding', why: 'It was never met.' } as const;
const pinned = makeCase({
  constraints: {
    memory: { max: { kind: 'model-share', share: 0.6 }, swap: 0 },
    cpu: { affinity: '0-1' },
  },
});
const evidence = [makeMemoryEvidence(), makeCpuEvidence()];

describe('how limits were proven', () => {
  it('has a table for each constraint, in the order of the profile, with a verdict of its own', () => {
    const run = makeRunRecord({
      evidence,
      asked: { 'memory.max': 62_914_560, 'memory.swap': 0 },
      applied: { 'memory.max': 62_914_560, 'memory.swap': 0 },
      verdict: notBinding,
      verdicts: { memory: notBinding, cpu: { verdict: 'bound', why: '' } },
    });
    const text = proofOf([baselineCase, pinned], [run]);
    expect(text).toContain(
      '| nominal | max 60 % of model, 60 MiB, swap 0 B | max 60 MiB, swap 0 B | max 60 MiB, swap 0 B | not-binding |',
    );
    expect(text).toContain('- nominal: not-binding. It was never met.');
    expect(text).toContain('| nominal | affinity 0-1 |  |  | bound | cpu: processors 0-1 |');
    expect(text.indexOf('### Proof of memory')).toBeLessThan(text.indexOf('### Proof of cpu'));
  });

  it('takes the verdict of the run for records that have no other', () => {
    const run = makeRunRecord({ evidence: [makeTierEvidence()], verdict: notBinding });
    const text = proofOf([baselineCase, makeCase()], [run]);
    expect(text).toContain('| 49.61 GB/s | not-binding | held: 100 MiB');
    expect(text).toContain('- nominal: not-binding. It was never met.');
  });

  it('names the reason once where one constraint ended the run', () => {
    const killed = { verdict: 'failed', why: 'killed' } as const;
    const run = makeRunRecord({ evidence, verdict: killed, verdicts: { memory: killed } });
    const text = proofOf([baselineCase, pinned], [run]);
    expect(text.split('- nominal: failed. killed')).toHaveLength(2);
    expect(text).toContain('| failed | cpu: processors 0-1 |');
  });

  it('is empty where nothing was limited, or nothing recorded', () => {
    expect(proofOf([baselineCase], [makeRunRecord({ case: 'baseline' })])).toBe('');
    expect(proofOf([baselineCase, pinned], [])).toBe('');
  });
});
