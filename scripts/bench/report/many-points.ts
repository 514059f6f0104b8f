import type { Findings } from '../../../src/report/findings.ts';
import { deriveFindings } from '../../../src/report/findings.ts';
import { makeSyntheticSweep } from '../../../test/support/synthetic-sweep.ts';

/** Tests of one metric that a figure shows. */
const testsOfMetric = 4;

/** Findings whose first sweep has this many points, half of them of prompts; numbers as of a real sweep. */
export const findingsOf = (points: number): Findings => {
  const findings = deriveFindings(makeSyntheticSweep());
  const { curves } = findings;
  const levels = points / (2 * testsOfMetric);
  const sweeps = curves.sweeps.slice(0, 1).map((sweep) => ({
    ...sweep,
    curves: sweep.curves.flatMap((curve) =>
      Array.from({ length: testsOfMetric }, (_, test) => ({
        ...curve,
        test: `${curve.metric}${64 * 2 ** test}`,
        points: Array.from({ length: levels }, (_, at) => {
          const like = curve.points[Math.floor((at * curve.points.length) / levels)];
          if (like === undefined) throw new Error('Internal error: a curve has no points.');
          const value = 100e9 * 1.01 ** -at;
          return {
            ...like,
            test: `${curve.metric}${64 * 2 ** test}`,
            level: { text: `${(value / 1e9).toPrecision(4)} GB/s`, value },
          };
        }),
      })),
    ),
  }));
  return { ...findings, curves: { ...curves, sweeps } };
};
