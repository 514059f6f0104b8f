import { hodgesLehmann } from '../../../../src/model/statistics/hodges-lehmann.ts';
import { signedRankInterval } from '../../../../src/model/statistics/signed-rank.ts';
import { drifting, independent, withSlowRuns } from '../circumstances.ts';
import { createNoise } from '../noise.ts';
import { logRatios, simulateSession, trueLogRatio } from '../session.ts';
import { holds, leastHeld, simulate, simulatedPart, type Wanted } from '../simulation.ts';

export const pairedHodgesLehmann = simulatedPart({
  name: 'hodges-lehmann',
  title: 'The interval of the Hodges-Lehmann ratio',
  method:
    'The same sessions. The estimate is the median of the means of all pairs of log ratios, its interval the inversion of the signed-rank test. ' +
    'Asked is the probability by the exact distribution of the signed-rank sum.',
  simulate: () =>
    [independent, drifting, withSlowRuns].flatMap((circumstances, at) =>
      [6, 10, 20].map((rounds) => {
        const noise = createNoise(200 + 30 * at + rounds);
        const wanted: Wanted =
          circumstances === independent
            ? { kind: 'exact', share: signedRankInterval(rounds)?.coverage ?? Number.NaN }
            : leastHeld;
        return simulate(`${rounds} rounds, ${circumstances.name}`, wanted, () =>
          holds(
            hodgesLehmann(logRatios(simulateSession(noise, rounds, circumstances))),
            trueLogRatio,
          ),
        );
      }),
    ),
});
