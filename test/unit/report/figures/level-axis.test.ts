import type { Dimension } from '../../../../src/model/dimension.ts';
import { describe, expect, test } from 'vitest';
import type { SweepCurves } from '../../../../src/model/curve/curves.ts';
import type { Level } from '../../../../src/model/profile/profile.ts';
import { levelAxis } from '../../../../src/report/figures/level-axis.ts';

const sweepOf = (dimension: Dimension, levels: readonly Level[]): SweepCurves => ({
  parameter: 'tier.x',
  dimension,
  curves: [
    {
      parameter: 'tier.x',
      dimension,
      better: 'higher',
      test: 'tg64',
      metric: 'tg',
      points: levels.map((level) => ({
        level,
        caseId: level.text,
        test: 'tg64',
        metric: 'tg',
        rounds: 6,
        verdict: { verdict: 'bound', why: '' },
        failedRuns: 0,
        missingRuns: 0,
      })),
    },
  ],
});

describe('the axis of a figure', () => {
  test('is logarithmic, with the unit in its title when all levels have the same', () => {
    const axis = levelAxis(
      sweepOf('bytes-per-second', [
        { text: '12.5 GB/s', value: 12.5e9 },
        { text: '25GB/s', value: 25e9 },
      ]),
    );
    expect(axis).toMatchObject({ scale: 'log', title: 'tier.x (GB/s, logarithmic)' });
    expect(axis.labelExpr).toBe('({"12500000000":"12.5","25000000000":"25"})[datum.value]');
  });

  test('writes the unit at each level when they differ', () => {
    const axis = levelAxis(
      sweepOf('bytes-per-second', [
        { text: '500 MB/s', value: 500e6 },
        { text: '1 GB/s', value: 1e9 },
      ]),
    );
    expect(axis.title).toBe('tier.x (logarithmic)');
    expect(axis.labelExpr).toContain('"1 GB/s"');
  });

  test('is linear for shares, for shares of the model, and where a level is zero', () => {
    const share = sweepOf('share', [{ text: '25 %', value: 0.25 }]);
    expect(levelAxis(share)).toMatchObject({ scale: 'linear', title: 'tier.x (%)' });
    const ofModel = sweepOf('bytes', [{ text: '60 % of model', value: 0.6, ofModel: true }]);
    expect(levelAxis(ofModel)).toMatchObject({ scale: 'linear', title: 'tier.x (% of model)' });
    const zero = sweepOf('bytes', [
      { text: '0 B', value: 0 },
      { text: '4 MiB', value: 4 * 2 ** 20 },
    ]);
    expect(levelAxis(zero)).toMatchObject({ scale: 'linear', title: 'tier.x' });
  });

  test('places shares of the model among sizes by their bytes, and leaves out what has none', () => {
    const mixed = sweepOf('bytes', [
      { text: '64 MiB', value: 64 * 2 ** 20 },
      { text: '60 % of model', value: 0.6, ofModel: true },
      { text: '20 % of model', value: 0.2, ofModel: true },
    ]);
    const curves = mixed.curves.map((curve) => ({
      ...curve,
      points: curve.points.map((point) =>
        point.level.text.startsWith('60') ? { ...point, asked: 60_000_000 } : point,
      ),
    }));
    expect(levelAxis({ ...mixed, curves })).toMatchObject({
      scale: 'log',
      title: 'tier.x (logarithmic)',
      values: [67_108_864, 60_000_000],
      labelExpr: '({"60000000":"60 % of model","67108864":"64 MiB"})[datum.value]',
    });
  });

  test('is logarithmic above zero where the other levels are far apart', () => {
    const sizes = sweepOf('bytes', [
      { text: '64 MiB', value: 64 * 2 ** 20 },
      { text: '1 MiB', value: 2 ** 20 },
      { text: '0 B', value: 0 },
    ]);
    expect(levelAxis(sizes)).toMatchObject({
      scale: 'symlog',
      constant: 2 ** 20,
      title: 'tier.x (logarithmic above 0)',
    });
  });

  test('slants labels that do not fit beside one another', () => {
    const levels = Array.from({ length: 12 }, (_, at) => ({
      text: `${2 ** at} ${at < 6 ? 'MB/s' : 'GB/s'}`,
      value: 2 ** at * (at < 6 ? 1e6 : 1e9),
    }));
    expect(levelAxis(sweepOf('bytes-per-second', levels)).slanted).toBe(true);
    expect(levelAxis(sweepOf('bytes-per-second', levels.slice(0, 4))).slanted).toBe(false);
  });

  test('needs no unit for counts', () => {
    const counts = sweepOf('count', [
      { text: '1', value: 1 },
      { text: '1024', value: 1024 },
    ]);
    expect(levelAxis(counts)).toMatchObject({
      title: 'tier.x (logarithmic)',
      labelExpr: '({"1":"1","1024":"1024"})[datum.value]',
    });
  });
});
