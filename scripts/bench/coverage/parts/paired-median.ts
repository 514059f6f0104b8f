import { estimateRatio } from '../../../../src/model/statistics/estimate.ts';
import { medianRanks } from '../../../../src/model/statistics/median-interval.ts';
import { drifting, independent, withSlowRuns } from '../circumstances.ts';
import { createNoise } from '../noise.ts';
import { logRatios, simulateSession, trueLogRatio } from '../session.ts';
import { holds, leastHeld, simulate, simulatedPart } from '../simulation.ts';

const truth = Math.exp(trueLogRatio);

export const pairedMedian = simulatedPart({
  name: 'median',
  title: 'The interval of the median ratio',
  method:
    'The interval that every curve has: exact order statistics of the ratios within rounds, each of which holds the reference and a case in random order. ' +
    'A run has 1 % noise. Drift is 3 % over the session; a slow run takes a fifth longer, and 8 % of all runs are slow. ' +
    'Asked is the probability that the ranks have by the binomial distribution. It goes by steps: with 7 or 10 rounds no interval has between 95 % and 97 %, and the next one covers more.',
  simulate: () => [
    ...[6, 7, 8, 9, 10, 12, 15, 20].map((rounds) => {
      const noise = createNoise(rounds);
      return simulate(
        `${rounds} rounds, ${independent.name}`,
        { kind: 'exact', share: medianRanks(rounds)?.coverage ?? Number.NaN },
        () => {
          const logs = logRatios(simulateSession(noise, rounds, independent));
          return holds(estimateRatio(logs.map(Math.exp)), truth);
        },
      );
    }),
    ...[drifting, withSlowRuns].flatMap((circumstances, at) =>
      [6, 10, 20].map((rounds) => {
        const noise = createNoise(100 + 30 * at + rounds);
        return simulate(`${rounds} rounds, ${circumstances.name}`, leastHeld, () => {
          const logs = logRatios(simulateSession(noise, rounds, circumstances));
          return holds(estimateRatio(logs.map(Math.exp)), truth);
        });
      }),
    ),
  ],
});
