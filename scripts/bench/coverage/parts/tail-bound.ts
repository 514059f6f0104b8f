import { errorFunction } from 'simple-statistics';
import { binomialCdf } from '../../../../src/model/statistics/binomial.ts';
import { quantileBoundRank } from '../../../../src/model/statistics/quantile-bound.ts';
import {
  drawRun,
  drifting,
  independent,
  slowLoss,
  usualNoise,
  withSlowRuns,
  type Circumstances,
} from '../circumstances.ts';
import { createNoise } from '../noise.ts';
import { leastHeld, simulate, simulatedPart, type Wanted } from '../simulation.ts';

const quantile = 0.99;

const normalCdf = (value: number): number => (1 + errorFunction(value / Math.SQRT2)) / 2;

/** The share of tokens with a logarithm of time at most so large, over all places of a run. */
const shareBelow = (time: number, count: number, { drift, slowChance }: Circumstances): number => {
  let sum = 0;
  for (let at = 0; at < count; at += 1) {
    const usual = time + (drift * at) / (count - 1);
    sum +=
      (1 - slowChance) * normalCdf(usual / usualNoise) +
      slowChance * normalCdf((usual - slowLoss) / usualNoise);
  }
  return sum / count;
};

/** The logarithm of time that 99 % of all tokens do not exceed, by bisection. */
const trueQuantile = (count: number, circumstances: Circumstances): number => {
  let [low, high] = [-1, 1];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (shareBelow(middle, count, circumstances) < quantile) low = middle;
    else high = middle;
  }
  return high;
};

export const tailBound = simulatedPart({
  name: 'p99',
  title: 'The bound of the 99th percentile',
  method:
    'Times of independent tokens with 1 % noise: the order statistic that the 99th percentile does not exceed with 95 % confidence. ' +
    'Drift is 3 % from the first token to the last, and the percentile is then that of all tokens together; a slow token takes a fifth longer. ' +
    'Asked is the probability by the binomial distribution.',
  simulate: () =>
    (
      [
        [independent, 299],
        [independent, 473],
        [drifting, 300],
        [withSlowRuns, 300],
      ] as const
    ).map(([circumstances, count]) => {
      const noise = createNoise(500 + count);
      const leaves = count - (quantileBoundRank(count, quantile) ?? Number.NaN);
      const wanted: Wanted =
        circumstances === independent
          ? { kind: 'exact', share: 1 - binomialCdf(leaves, count, 1 - quantile) }
          : leastHeld;
      const truth = trueQuantile(count, circumstances);
      return simulate(`${count} tokens, ${circumstances.name}`, wanted, () => {
        let atOrAbove = 0;
        for (let at = 0; at < count; at += 1)
          if (-drawRun(noise, circumstances, at / (count - 1)) >= truth) atOrAbove += 1;
        return atOrAbove > leaves;
      });
    }),
});
