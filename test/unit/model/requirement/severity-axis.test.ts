import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parameters } from '../../../../src/model/profile/parameters.ts';
import { severityAxis } from '../../../../src/model/requirement/severity-axis.ts';

describe('the axis of a parameter', () => {
  test.for(parameters.map(({ path, better }) => ({ path, better })))(
    'grows with severity for $path, and gives levels back',
    ({ path, better }) => {
      const { xOf, levelAt } = severityAxis(path);
      fc.assert(
        fc.property(
          fc.double({ min: 1e-3, max: 1e13, noNaN: true }),
          fc.double({ min: 1.001, max: 100, noNaN: true }),
          (level, factor) => {
            const [one, other] = [xOf(level) ?? NaN, xOf(level * factor) ?? NaN];
            expect(better === 'higher' ? one > other : other > one).toBe(true);
            expect(levelAt(one) / level).toBeCloseTo(1, 12);
          },
        ),
      );
    },
  );

  test('is reciprocal where time follows what is moved in it, and has no place for 0 then', () => {
    expect(severityAxis('tier.readBandwidth')).toMatchObject({
      scale: 'reciprocal',
      shape: 'convex',
    });
    expect(severityAxis('tier.readBandwidth').xOf(0)).toBeUndefined();
    expect(severityAxis('tier.readBandwidth').xOf(Infinity)).toBe(0);
    expect(severityAxis('tier.readBandwidth').levelAt(0)).toBe(Infinity);
  });

  test('is linear for times and shares, which may be 0', () => {
    expect(severityAxis('tier.readLatency')).toMatchObject({ scale: 'linear', shape: 'convex' });
    expect(severityAxis('tier.readLatency').xOf(0)).toBe(0);
    const residency = severityAxis('tier.residency');
    expect(residency.scale).toBe('linear');
    expect(residency.levelAt(residency.xOf(0) ?? NaN)).toBe(0);
  });

  test('says nothing of the shape where the law is not known', () => {
    expect(severityAxis('memory.max').shape).toBe('monotone');
    expect(severityAxis('tier.readLatency.p99').shape).toBe('one-way');
  });
});
