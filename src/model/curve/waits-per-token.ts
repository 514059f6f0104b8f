import { medianOf } from './asked-and-measured.ts';
import type { CountedRuns } from './counted-runs.ts';
import type { Curve } from './curves.ts';

/**
 * Touches of a token that had to wait for the tier, over all threads: the median over rounds at the most
 * severe bound level of a curve. Undefined where none were counted, as in records of the first versions.
 */
export const countWaitsPerToken = (
  { points, test }: Pick<Curve, 'points' | 'test'>,
  { byCase }: CountedRuns,
): number | undefined => {
  const severest = points.findLast(({ verdict }) => verdict.verdict === 'bound');
  const records = severest === undefined ? undefined : byCase.get(severest.caseId)?.values();
  return medianOf(
    [...(records ?? [])].map(({ samples }) => {
      const tier = samples.find((sample) => sample.test === test)?.tier;
      return tier === undefined || tier.waits === 0 || tier.steps === 0
        ? undefined
        : tier.waits / tier.steps;
    }),
  );
};
