import { describe, expect, it } from 'vitest';
import { deriveCurvesSoFar } from '../../../../src/cli/live/curves-so-far.ts';
import { deriveCurves } from '../../../../src/model/curve/curves.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

const { manifest, runs } = makeSyntheticSweep();
const { plan } = manifest;

describe('the curves of a sweep that goes on', () => {
  it('have the ratios and the order of those at the end', () => {
    const curves = deriveCurves(plan, runs).sweeps.flatMap((sweep) => sweep.curves);
    const soFar = deriveCurvesSoFar(plan, runs);
    expect(soFar).toHaveLength(curves.length);
    for (const { parameter, test, levels } of soFar) {
      const curve = curves.find((each) => each.parameter === parameter && each.test === test);
      expect(levels).toEqual(
        curve?.points.map(({ level, ratio }) => ({ text: level.text, ratio: ratio?.value })),
      );
    }
  });

  it('begin with decode', () => {
    expect(deriveCurvesSoFar(plan, runs).map(({ test }) => test)).toEqual([
      ...['tg64', 'tg64'],
      ...['pp64', 'pp64'],
    ]);
  });

  it('have no ratio of a level before it was measured beside its reference', () => {
    const level = runs.filter((run) => run.round === 0 && run.case === 'tier.readBandwidth=25GB/s');
    for (const records of [[], level])
      for (const { levels } of deriveCurvesSoFar(plan, records))
        for (const { ratio } of levels) expect(ratio).toBeUndefined();
  });
});
