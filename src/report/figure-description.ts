import type { Curves, SweepCurves } from '../model/curve/curves.ts';
import { describeRatio } from './estimate-text.ts';

/** A figure in words: every point that it shows. */
export const describeCurves = (
  { parameter, curves }: SweepCurves,
  reference: Curves['reference'],
): string => {
  const lines = curves.map(({ test, points }) => {
    const shown = points.flatMap(({ level, ratio, verdict }) =>
      ratio === undefined
        ? []
        : [
            `${level.text} ${describeRatio(ratio.value)}${verdict.verdict === 'bound' ? '' : ` (${verdict.verdict})`}`,
          ],
    );
    return `${test}: ${shown.length === 0 ? 'no ratio' : shown.join(', ')}`;
  });
  return `Throughput as a ratio to ${reference} at each level of ${parameter}. ${lines.join('. ')}.`;
};
