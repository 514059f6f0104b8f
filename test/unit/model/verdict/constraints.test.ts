import { describe, expect, test } from 'vitest';
import { constraints as constraintsSchema } from '../../../../src/model/profile/constraints/constraints.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';
import { constraintNames, judgeConstraints } from '../../../../src/model/verdict/constraints.ts';
import {
  baselineCase,
  makeBackgroundEvidence,
  makeCase,
  makeCpuEvidence,
  makeIoEvidence,
  makeMemoryEvidence,
  makePageCacheEvidence,
  makeScopeEvidence,
  makeStartEvidence,
  makeTierEvidence,
  makeVolumeEvidence,
} from '../../../support/factory.ts';

const bound = { verdict: 'bound', why: '' };

const everything: Constraints = {
  memory: { max: { kind: 'bytes', bytes: 60 * 2 ** 20 } },
  volume: { backing: 'ram' },
  io: { readBandwidth: 200e6 },
  pageCache: { drop: 200e6 },
  background: { rate: 300e6 },
  cpu: { affinity: '0-1' },
};

const evidence = [
  makeScopeEvidence(),
  makeMemoryEvidence(),
  makeIoEvidence(),
  makePageCacheEvidence(),
  makeBackgroundEvidence(),
  makeCpuEvidence(),
  makeVolumeEvidence(),
];

describe('the constraints of a run', () => {
  test('are judged each for itself, and are bound together when each is', () => {
    const subject = makeCase({ constraints: everything });
    expect(judgeConstraints({ case: subject, evidence, span: 'tests' })).toEqual({
      verdict: bound,
      verdicts: Object.fromEntries(Object.keys(everything).map((name) => [name, bound])),
    });
  });

  test('are judged only where the case sets them', () => {
    const subject = makeCase({ constraints: { cpu: { affinity: '0-1' } } });
    const { verdicts } = judgeConstraints({ case: subject, evidence, span: 'tests' });
    expect(Object.keys(verdicts)).toEqual(['cpu']);
  });

  test('have the worst verdict together, the first in the order of the profile among equals', () => {
    const broken = [
      makeCpuEvidence({ allowed: '0' }),
      makeMemoryEvidence({ peakBytes: 2 ** 30 }),
      makeIoEvidence({ busiestBytesPerSecond: 90e6 }),
      makeVolumeEvidence(),
      makePageCacheEvidence(),
      makeBackgroundEvidence(),
    ];
    const subject = makeCase({ constraints: everything });
    const { verdict, verdicts } = judgeConstraints({
      ...{ case: subject, evidence: broken, span: 'tests' },
    });
    expect(verdict).toEqual(verdicts['memory']);
    expect(verdict.verdict).toBe('violated');
    expect(verdicts['cpu']?.verdict).toBe('violated');
    expect(verdicts['io']?.verdict).toBe('not-binding');
  });

  test('are named in the order of the profile format', () => {
    const parsed = constraintsSchema.parse({
      ...{ cpu: {}, background: {}, pageCache: {}, io: {}, volume: {}, memory: {}, tier: {} },
    });
    expect(Object.keys(parsed)).toEqual(constraintNames);
  });

  test('fail by memory when the kernel killed the workload, asked for or not', () => {
    const subject = makeCase({ constraints: { io: {} } });
    const killed = [makeIoEvidence(), makeMemoryEvidence({ oomKills: 1 })];
    const { verdict, verdicts } = judgeConstraints({
      case: subject,
      evidence: killed,
      span: 'tests',
    });
    expect(verdict.verdict).toBe('failed');
    expect(verdict).toEqual(verdicts['memory']);
  });
});

describe('what a run started from', () => {
  const begun = makeStartEvidence({ asked: 'cold', residentBytes: 2 ** 25 });

  test('has a verdict beside the constraints, which stays behind theirs among equals', () => {
    const subject = makeCase({ constraints: { cpu: { affinity: '0-1' } } });
    const judge = (allowed: string) =>
      judgeConstraints({
        case: subject,
        evidence: [begun, makeCpuEvidence({ allowed })],
        span: 'tests',
      });
    const { verdict, verdicts } = judge('0-1');
    expect(Object.keys(verdicts)).toEqual(['cpu', 'start']);
    expect(verdict).toEqual(verdicts['start']);
    expect(verdict.why).toContain('Asked for a cold start');
    expect(judge('0').verdict.why).toContain('processors');
  });

  test('is judged in the baseline, where it is all that may leave evidence', () => {
    const judge = (start: Parameters<typeof makeStartEvidence>[0]) =>
      judgeConstraints({ case: baselineCase, evidence: [makeStartEvidence(start)], span: 'tests' });
    expect(judge({})).toEqual({ verdict: bound, verdicts: { start: bound } });
    expect(judge({ residentBytes: 0 }).verdict.verdict).toBe('violated');
    expect(judge({ asked: undefined })).toEqual({ verdict: bound, verdicts: {} });
  });
});

describe('the baseline', () => {
  const inBaseline = (...found: Parameters<typeof judgeConstraints>[0]['evidence']) =>
    judgeConstraints({ case: baselineCase, evidence: found, span: 'tests' });

  test('is bound when nothing left evidence, or a tier that held nothing', () => {
    expect(inBaseline()).toEqual({ verdict: bound, verdicts: {} });
    const idle = makeTierEvidence({ heldBytes: 0, bytesFetched: 0 });
    expect(inBaseline(idle)).toEqual({ verdict: bound, verdicts: {} });
  });

  test('is violated by whatever left evidence', () => {
    for (const each of [...evidence, makeTierEvidence()])
      expect(inBaseline(each).verdict.verdict).toBe('violated');
    const { verdicts } = inBaseline(makePageCacheEvidence(), makeScopeEvidence());
    expect(Object.keys(verdicts)).toEqual(['pageCache', 'scope']);
  });
});
