import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../../src/model/evidence.ts';
import type { IoEvidence } from '../../../../src/model/kernel-evidence.ts';
import type { Constraints, IoConstraint } from '../../../../src/model/profile/profile.ts';
import { judgeIo } from '../../../../src/model/verdict/io.ts';
import type { Judged } from '../../../../src/model/verdict/judged.ts';
import {
  makeCase,
  makeIoEvidence,
  makeMemoryEvidence,
  makePageCacheEvidence,
  makeTier,
} from '../../../support/factory.ts';

const MiB = 2 ** 20;
const bound = { verdict: 'bound', why: '' };
const capped: IoConstraint = { readBandwidth: 200e6 };

interface Situation {
  readonly io?: IoConstraint;
  readonly more?: Constraints;
  readonly others?: readonly Evidence[];
  readonly span?: Judged['span'];
}

const judge = (
  evidence: Partial<IoEvidence> = {},
  { io = capped, more = {}, others = [makeMemoryEvidence()], span = 'tests' }: Situation = {},
) =>
  judgeIo({
    case: makeCase({ constraints: { io, ...more } }),
    evidence: [makeIoEvidence(evidence), ...others],
    span,
  });

describe('a cap on reads', () => {
  test('is bound when the workload read as fast as it allows', () => {
    expect(judge()).toEqual(bound);
  });

  test('failed when nothing was counted', () => {
    const subject = makeCase({ constraints: { io: capped } });
    const verdict = judgeIo({ case: subject, evidence: [], span: 'tests' });
    expect(verdict.verdict).toBe('failed');
  });

  test('is violated when none was in force', () => {
    expect(judge({ readBandwidth: undefined })).toEqual({
      verdict: 'violated',
      why: 'Asked for io.readBandwidth of 200 MB/s, but no such cap was in force.',
    });
  });

  test('is violated when more was read than 5 % above it and a burst of a tenth of a second', () => {
    const others = { deviceReadBytes: 9e9 };
    expect(judge({ readBytes: 2.12e9, ...others })).toEqual(bound);
    expect(judge({ readBytes: 2.2e9, ...others })).toEqual({
      verdict: 'violated',
      why:
        'Asked for at most 200 MB/s, measured 220 MB/s over the whole run (more than 5 % above). ' +
        'The cap was not kept; the measurement says nothing about this level.',
    });
  });

  test('is kept where the device delivered no more, whatever was asked for', () => {
    expect(judge({ readBytes: 2.2e9, deviceReadBytes: 2.1e9 })).toEqual(bound);
    expect(judge({ readBytes: 3e9, deviceReadBytes: 2.2e9 }).why).toContain('measured 220 MB/s');
  });

  test("goes by the device's counters where the scope has none, and says whose they are", () => {
    const none = { readBytes: undefined, deviceReadBytes: 2e9 };
    expect(judge(none)).toEqual(bound);
    const { why } = judge({ ...none, deviceReadBytes: 3e9 });
    expect(why).toContain("by the device's counters, which count everybody's reads");
  });

  test('ignores what others read where the scope has counters of its own', () => {
    expect(judge({ deviceReadBytes: 20e9 })).toEqual(bound);
  });

  test('is bound from 90 % of it in the busiest window', () => {
    expect(judge({ busiestBytesPerSecond: 181e6 })).toEqual(bound);
    expect(judge({ busiestBytesPerSecond: 179e6 }).verdict).toBe('not-binding');
  });

  test('goes by the mean where no window was whole', () => {
    const short = { busiestBytesPerSecond: undefined, wallNs: 0.8e9, deviceReadBytes: 160e6 };
    expect(judge({ ...short, readBytes: 158e6 })).toEqual(bound);
    expect(judge({ ...short, readBytes: 100e6 }).verdict).toBe('not-binding');
  });

  test('is not binding when the workload asks for less, and says for how much', () => {
    expect(judge({ readBytes: 0.8e9, busiestBytesPerSecond: 90e6 })).toEqual({
      verdict: 'not-binding',
      why:
        'The workload asks for less than the cap: 90 MB/s in the busiest 0.4 s, 45 % of 200 MB/s. ' +
        'Set io.readBandwidth below 90 MB/s.',
    });
  });

  test('is not binding when the page cache held the model, and says what to do', () => {
    const { verdict, why } = judge({ readBytes: 12_288, busiestBytesPerSecond: 8_192 });
    expect(verdict).toBe('not-binding');
    expect(why).toContain('read 12 KiB from /dev/vda: the page cache held what it needs');
    expect(why).toContain('memory.max');
    expect(why).toContain('pageCache.drop');
  });

  test('is bound without a cap', () => {
    expect(judge({ readBandwidth: undefined }, { io: {} })).toEqual(bound);
  });
});

describe('two caps on reads', () => {
  const both: IoConstraint = { readBandwidth: 200e6, readIops: 5_000 };

  test('are bound when one of them was reached', () => {
    expect(judge({ readIops: 5_000 }, { io: both })).toEqual(bound);
    const byOperations = { readIops: 1_700, busiestBytesPerSecond: 20e6, readBytes: 1e9 };
    expect(judge(byOperations, { io: { ...both, readIops: 1_700 } })).toEqual(bound);
  });

  test('are violated when one of them was not kept', () => {
    const { verdict, why } = judge({ readIops: 1_000 }, { io: { ...both, readIops: 1_000 } });
    expect(verdict).toBe('violated');
    expect(why).toContain('Asked for at most 1000 reads a second, measured 1600 reads a second');
  });

  test('name the nearer one when neither was reached', () => {
    const slow = { readIops: 5_000, busiestBytesPerSecond: 20e6, readBytes: 0.1e9 };
    expect(judge(slow, { io: both }).why).toContain('Set io.readIops below 1700 reads a second.');
  });
});

describe('a cap on the reads of tests that come after loading', () => {
  const once = { readBytes: 104 * 10 ** 6, busiestBytesPerSecond: 200e6 };
  const noRefaults = makeMemoryEvidence({ limitBytes: undefined, refaultedBytes: 0 });

  test('is not binding when the model was read once, while it was loaded', () => {
    const { verdict, why } = judge(once, { others: [noRefaults] });
    expect(verdict).toBe('not-binding');
    expect(why).toContain('the model at most once: while it was loaded');
    const cached = makePageCacheEvidence({ refaultedBytes: 0 });
    expect(judge(once, { others: [cached] }).verdict).toBe('not-binding');
  });

  test('is bound when it was reached in the last quarter, and not when loading alone reached it', () => {
    expect(judge({ busiestBytesPerSecondLate: 181e6 })).toEqual(bound);
    expect(judge({ busiestBytesPerSecondLate: 90e6 })).toEqual({
      verdict: 'not-binding',
      why:
        'The workload asks for less than the cap once the model is loaded: 90 MB/s in the busiest 0.4 s, ' +
        '45 % of 200 MB/s. Set io.readBandwidth below 90 MB/s.',
    });
    expect(judge({ busiestBytesPerSecondLate: 90e6 }, { span: 'program' })).toEqual(bound);
    const operations = { readIops: 2_000, busiestOperationsPerSecondLate: 1_900 };
    expect(judge(operations, { io: { readIops: 2_000 } })).toEqual(bound);
  });

  test('is bound when parts of it were read again, or when its size is not known', () => {
    const others = [makeMemoryEvidence({ refaultedBytes: 20 * MiB })];
    expect(judge(once, { others })).toEqual(bound);
    expect(judge(once, { others: [] })).toEqual(bound);
    expect(judge(once, { others: [{ ...noRefaults, modelBytes: 0 }] })).toEqual(bound);
  });

  test('is bound for a program, which is limited from its start', () => {
    expect(judge(once, { others: [noRefaults], span: 'program' })).toEqual(bound);
  });

  test('is not binding when a tier holds the weights', () => {
    const { verdict, why } = judge({}, { more: { tier: makeTier() } });
    expect(verdict).toBe('not-binding');
    expect(why).toContain('The tier holds the weights');
    expect(why).toContain('A cap on the device cannot slow the tests down.');
    expect(judge({}, { more: { tier: makeTier() }, span: 'program' })).toEqual(bound);
  });

  test('is not binding when the weights were copied', () => {
    const others = [
      makeMemoryEvidence({ anonymousBytesMax: 100 * MiB, fileBytesMax: 0, refaultedBytes: 0 }),
    ];
    expect(judge({}, { others }).why).toContain('The weights were copied while they were loaded');
  });

  test('names what else may hold the weights where it was not reached', () => {
    const memory = { anonymousBytesLate: 80 * MiB, mappedFileBytesLate: 95 * MiB };
    const loaded = { limitBytes: undefined, refaultedBytes: 0, refaultedBytesLate: 0 };
    const hint = '80 MiB of memory had no file behind it, at a model of 100 MiB: if it is a copy';
    const fits = [makeMemoryEvidence({ ...memory, ...loaded })];
    expect(judge(once, { others: fits }).why).toContain(hint);
    const slow = { busiestBytesPerSecondLate: 50e6 };
    expect(judge(slow, { others: [makeMemoryEvidence(memory)] }).why).toContain(hint);
    expect(judge(slow).why).not.toContain('no file behind it');
  });
});

describe('reads in the null case', () => {
  const inNull = (evidence: Partial<IoEvidence>) =>
    judgeIo({
      case: makeCase({ kind: 'null', constraints: { io: {} } }),
      evidence: [makeIoEvidence(evidence)],
      span: 'tests',
    });

  test('are bound without a cap, and violated with one', () => {
    expect(inNull({ readBandwidth: undefined })).toEqual(bound);
    expect(inNull({}).verdict).toBe('violated');
    expect(inNull({ readBandwidth: undefined, readIops: 1 }).verdict).toBe('violated');
  });
});

describe('any counted reads', () => {
  test('are never bound far above the cap, nor far below it', () => {
    const rate = fc.integer({ min: 1, max: 1e10 });
    fc.assert(
      fc.property(rate, rate, rate, (cap, read, busiest) => {
        const { verdict } = judge(
          {
            ...{ readBandwidth: cap, readBytes: read * 10, deviceReadBytes: read * 10 },
            busiestBytesPerSecond: busiest,
          },
          { io: { readBandwidth: cap } },
        );
        if (verdict !== 'bound') return;
        expect(read).toBeLessThanOrEqual(1.07 * cap);
        expect(busiest).toBeGreaterThanOrEqual(0.9 * cap);
      }),
    );
  });
});
