import { describe, expect, test } from 'vitest';
import type { PageCacheEvidence } from '../../../../src/model/kernel-evidence.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';
import type { StartEvidence } from '../../../../src/model/start-evidence.ts';
import { judgePageCache } from '../../../../src/model/verdict/page-cache.ts';
import {
  makeCase,
  makeMemoryEvidence,
  makePageCacheEvidence,
  makeStartEvidence,
  makeTier,
} from '../../../support/factory.ts';

const MiB = 2 ** 20;
const bound = { verdict: 'bound', why: '' };
const dropping: Constraints = { pageCache: { drop: 200e6, before: 'each-run' } };

const judge = (
  evidence: Partial<PageCacheEvidence> = {},
  constraints: Constraints = dropping,
  kind: 'nominal' | 'null' = 'nominal',
) =>
  judgePageCache({
    case: makeCase({ kind, constraints }),
    evidence: [makePageCacheEvidence(evidence)],
    span: 'tests',
  });

describe('throttled eviction', () => {
  test('is bound when it kept its rate and what it evicted was read again', () => {
    expect(judge()).toEqual(bound);
  });

  test('failed when nothing was counted', () => {
    const subject = makeCase({ constraints: dropping });
    const verdict = judgePageCache({ case: subject, evidence: [], span: 'tests' });
    expect(verdict.verdict).toBe('failed');
  });

  test('is violated when nothing evicted', () => {
    expect(judge({ drop: undefined }).why).toContain('but nothing was evicted');
  });

  test('is violated more than 10 % from its rate, in both directions', () => {
    expect(judge({ droppedBytes: 1.81e9 })).toEqual(bound);
    expect(judge({ droppedBytes: 2.19e9 })).toEqual(bound);
    expect(judge({ droppedBytes: 1.7e9 })).toEqual({
      verdict: 'violated',
      why:
        'Asked for 200 MB/s of evictions, measured 170 MB/s (more than 10 % apart). This host is too ' +
        'slow or too busy for the rate: leave it idle, or lower pageCache.drop.',
    });
    expect(judge({ droppedBytes: 2.3e9 }).why).toContain('The rate was not kept');
  });

  test('may miss its rate by its last turn', () => {
    expect(judge({ droppedBytes: 1.5e9, turns: 4, shortTurns: 0 })).toEqual(bound);
  });

  test('is not binding when there was too little to evict in most of its turns', () => {
    const { verdict, why } = judge({ shortTurns: 51, droppedBytes: 0.4e9 });
    expect(verdict).toBe('not-binding');
    expect(why).toContain('In 51 of 100 turns there was less to evict than asked');
  });

  test('is not binding when nothing of it was read again', () => {
    expect(judge({ refaultedBytes: 0 }).why).toContain(
      'were evicted and none of it was read again',
    );
    expect(judge({ refaultedBytes: undefined })).toEqual(bound);
  });

  test('is not binding when the workload ended before it began', () => {
    const { verdict, why } = judge({ turns: 0, shortTurns: 0, runningNs: 0, droppedBytes: 0 });
    expect(verdict).toBe('not-binding');
    expect(why).toContain('Make it run longer.');
  });

  test('is not binding when a tier holds the weights, or they were copied', () => {
    expect(judge({}, { ...dropping, tier: makeTier() }).why).toContain(
      'The tier holds the weights',
    );
    const copied = makeMemoryEvidence({
      ...{
        limitBytes: undefined,
        anonymousBytesMax: 100 * MiB,
        fileBytesMax: 0,
        refaultedBytes: 0,
      },
    });
    const verdict = judgePageCache({
      case: makeCase({ constraints: dropping }),
      evidence: [makePageCacheEvidence(), copied],
      span: 'tests',
    });
    expect(verdict.verdict).toBe('not-binding');
    expect(verdict.why).toContain('Evicting cached pages does not take them away.');
  });
});

describe('eviction before each run', () => {
  const before: Constraints = { pageCache: { before: 'each-run' } };

  const judgeAfter = (
    start: Partial<StartEvidence>,
    constraints: Constraints,
    kind: 'nominal' | 'null' = 'nominal',
  ) =>
    judgePageCache({
      case: makeCase({ kind, constraints }),
      evidence: [
        makePageCacheEvidence({ drop: undefined, droppedBytes: 0 }),
        makeStartEvidence({ evictedFor: 'pageCache', ...start }),
      ],
      span: 'tests',
    });

  test('is bound when at most 5 % of the model stayed, and violated beyond', () => {
    expect(judgeAfter({ residentBytes: 5 * MiB }, before)).toEqual(bound);
    expect(judgeAfter({ residentBytes: 6 * MiB }, before)).toEqual({
      verdict: 'violated',
      why:
        'Asked for a model that is evicted before each run, but 6 MiB of 100 MiB stayed in memory: ' +
        'another process has it mapped or keeps reading it. End that process.',
    });
  });

  test('is bound where the host cannot tell what stayed, and where there is no model', () => {
    expect(judgeAfter({ residentBytes: undefined }, before)).toEqual(bound);
    expect(judge({ drop: undefined, droppedBytes: 0 }, before)).toEqual(bound);
  });

  test('is not judged where it was not asked for', () => {
    const resident = { residentBytes: 100 * MiB };
    expect(judgeAfter(resident, { pageCache: { before: 'never' } })).toEqual(bound);
    expect(judgeAfter(resident, { pageCache: {} })).toEqual(bound);
  });

  test('is judged in the null case too, where it holds', () => {
    expect(judgeAfter({ residentBytes: 50 * MiB }, before, 'null').verdict).toBe('violated');
  });
});

describe('the page cache in the null case', () => {
  test('is bound when nothing was evicted, and violated when something was', () => {
    expect(judge({ drop: undefined, droppedBytes: 0 }, { pageCache: {} }, 'null')).toEqual(bound);
    expect(judge({}, { pageCache: {} }, 'null').verdict).toBe('violated');
  });

  test('needs no evidence where nothing is asked for', () => {
    const judgeWithout = (constraints: Constraints) =>
      judgePageCache({
        case: makeCase({ kind: 'null', constraints }),
        evidence: [],
        span: 'tests',
      });
    expect(judgeWithout({ pageCache: {} })).toEqual(bound);
    expect(judgeWithout({ pageCache: { before: 'each-run' } }).verdict).toBe('failed');
  });
});
