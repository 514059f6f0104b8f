import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceKey, drawShare } from '../../../../src/model/tier/chance.ts';
import { createLatencyDraw } from '../../../../src/model/tier/latency-draw.ts';
import { latencyPoints, type LatencyPoint } from '../../../../src/model/tier/latency-points.ts';
import { meanLatency } from '../../../../src/model/tier/mean-latency.ts';

const shares = [500_000, 900_000, 990_000, 999_000, 1_000_000];

/** Some of the shares, the median always, with whole latencies that never fall. */
const points: fc.Arbitrary<readonly LatencyPoint[]> = fc
  .tuple(fc.subarray(shares.slice(1)), fc.array(fc.nat({ max: 1e9 }), { minLength: 5 }))
  .map(([rest, values]) => {
    const rising = values.toSorted((a, b) => a - b);
    return [500_000, ...rest].map((ppm, at) => ({ ppm, ns: rising[at] ?? 0 }));
  });
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the points of a latency', () => {
  it('are its quantiles in rising order, as parts per million', () => {
    expect(latencyPoints({ kind: 'fixed', value: 7 })).toEqual([{ ppm: 500_000, ns: 7 }]);
    expect(
      latencyPoints({ kind: 'quantiles', p50: 1, p90: 2, p99: 3, 'p99.9': 4, max: 5 }),
    ).toEqual([
      { ppm: 500_000, ns: 1 },
      { ppm: 900_000, ns: 2 },
      { ppm: 990_000, ns: 3 },
      { ppm: 999_000, ns: 4 },
      { ppm: 1_000_000, ns: 5 },
    ]);
    expect(latencyPoints({ kind: 'quantiles', max: 5, p50: 1 })).toEqual([
      { ppm: 500_000, ns: 1 },
      { ppm: 1_000_000, ns: 5 },
    ]);
  });
});

describe('a drawn latency', () => {
  it('is 0 without any quantile, and always the same with one', () => {
    expect(createLatencyDraw([])(0.999)).toBe(0);
    const draw = createLatencyDraw([{ ppm: 500_000, ns: 5_000 }]);
    expect([0, 0.3, 0.5, 0.99, 1].map(draw)).toEqual([5_000, 5_000, 5_000, 5_000, 5_000]);
  });

  it('is each quantile at its share, the median below it, and the last value beyond the last', () => {
    fc.assert(
      fc.property(points, share, (given, any) => {
        const draw = createLatencyDraw(given);
        for (const { ppm, ns } of given) expect(draw(ppm / 1e6)).toBe(ns);
        expect(draw(any / 2)).toBe(given[0]?.ns);
        expect(draw(1)).toBe(given.at(-1)?.ns);
      }),
    );
  });

  it('is a whole number that never falls with the share', () => {
    fc.assert(
      fc.property(points, share, share, (given, one, other) => {
        const draw = createLatencyDraw(given);
        const [low, high] = [draw(Math.min(one, other)), draw(Math.max(one, other))];
        expect(Number.isInteger(low)).toBe(true);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });

  it('is the geometric mean of two quantiles half-way between them, and half the upper one above 0', () => {
    const between = (low: number, high: number): number =>
      createLatencyDraw([
        { ppm: 500_000, ns: low },
        { ppm: 900_000, ns: high },
      ])(0.7);
    expect(between(10_000, 1_000_000)).toBe(100_000);
    // The share of 0.7 is no double: a nanosecond may be missing.
    expect(Math.abs(between(0, 1_000_000) - 500_000)).toBeLessThanOrEqual(1);
  });

  it('is within 0.02 % of the exponential between quantiles up to a factor of 10 apart', () => {
    // Of latencies so long that whole nanoseconds do not matter.
    const long = fc.integer({ min: 1e7, max: 1e8 });
    const factor = fc.double({ min: 1, max: 10, noNaN: true });
    fc.assert(
      fc.property(long, factor, share, (low, times, part) => {
        const high = Math.round(low * times);
        const drawn = createLatencyDraw([
          { ppm: 500_000, ns: low },
          { ppm: 900_000, ns: high },
        ])(0.5 + 0.4 * part);
        const exact = low * (high / low) ** part;
        expect(Math.abs(drawn / exact - 1)).toBeLessThan(0.0002);
      }),
      { numRuns: 1000, examples: [[1e7, 10, 127 / 128]] },
    );
  });

  it('has the asked quantiles over many accesses', () => {
    const asked = {
      kind: 'quantiles',
      p50: 5_000,
      p99: 20_000,
      'p99.9': 60_000,
      max: 90_000,
    } as const;
    const draw = createLatencyDraw(latencyPoints(asked));
    const key = chanceKey(42, 1, 0);
    const count = 1_000_000;
    const drawn = Array.from({ length: count }, (_, index) => draw(drawShare(key, index)));
    for (const { ppm, ns } of latencyPoints(asked).slice(0, -1)) {
      const share = ppm / 1e6;
      const measured = drawn.filter((each) => each <= ns).length / count;
      const deviation = Math.sqrt((share * (1 - share)) / count);
      expect(Math.abs(measured - share)).toBeLessThan(4 * deviation);
    }
    const mean = drawn.reduce((sum, ns) => sum + ns, 0) / count;
    expect(mean / meanLatency(asked)).toBeCloseTo(1, 2.5);
  });
});

describe('meanLatency', () => {
  it('is the value of a fixed latency, and the median where only that is given', () => {
    expect(meanLatency({ kind: 'fixed', value: 7 })).toBe(7);
    expect(meanLatency({ kind: 'quantiles', p50: 5_000 })).toBe(5_000);
  });

  it('is that of a latency which is exponential between quantiles and flat beyond them', () => {
    // 0.5*5 + 0.49*15/ln(4) + 0.009*40/ln(3) + 0.001*60 = 8.1897... us
    expect(
      meanLatency({ kind: 'quantiles', p50: 5_000, p99: 20_000, 'p99.9': 60_000 }),
    ).toBeCloseTo(
      0.5 * 5_000 + (0.49 * 15_000) / Math.log(4) + (0.009 * 40_000) / Math.log(3) + 60,
      6,
    );
  });

  it('is linear from 0 on', () => {
    expect(meanLatency({ kind: 'quantiles', p50: 0, max: 1_000 })).toBeCloseTo(0.5 * 500, 9);
  });

  it('lies between the median and the largest value, and rises with every quantile', () => {
    const whole = fc.nat({ max: 1e9 });
    fc.assert(
      fc.property(whole, whole, whole, fc.nat({ max: 1e6 }), (p50, above, beyond, more) => {
        const latency = {
          kind: 'quantiles',
          p50,
          p99: p50 + above,
          max: p50 + above + beyond,
        } as const;
        const mean = meanLatency(latency);
        // The sum of shares is rounded; nothing else is.
        expect(mean).toBeGreaterThanOrEqual(p50 * (1 - 1e-12));
        expect(mean).toBeLessThanOrEqual(latency.max * (1 + 1e-12));
        const slower = { ...latency, p99: latency.p99 + more, max: latency.max + more };
        expect(meanLatency(slower)).toBeGreaterThanOrEqual(mean * (1 - 1e-12));
      }),
    );
  });

  it('is what the drawn latencies have on average', () => {
    fc.assert(
      fc.property(points, (given) => {
        const draw = createLatencyDraw(given);
        const count = 2_000;
        let sum = 0.5 * draw(0.25);
        for (const [at, { ppm }] of given.entries()) {
          const [from, to] = [ppm, given[at + 1]?.ppm ?? 1e6];
          for (let part = 0.5; part < count; part += 1)
            sum +=
              (((to - from) / 1e6) * draw((from + ((to - from) * part) / count) / 1e6)) / count;
        }
        const value = (ppm: number) => given.find((point) => point.ppm === ppm)?.ns;
        const optional = {
          p90: value(900_000),
          p99: value(990_000),
          'p99.9': value(999_000),
          max: value(1e6),
        };
        const mean = meanLatency({
          kind: 'quantiles',
          p50: value(500_000) ?? 0,
          ...Object.fromEntries(Object.entries(optional).filter(([, ns]) => ns !== undefined)),
        });
        // Off by the table, by the sum in place of the integral, and by whole nanoseconds.
        expect(Math.abs(sum - mean)).toBeLessThan(0.01 * mean + 1);
      }),
      { numRuns: 30 },
    );
  });
});
