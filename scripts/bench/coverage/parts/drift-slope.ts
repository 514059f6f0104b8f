import { kendallInterval } from '../../../../src/model/statistics/kendall.ts';
import { theilSen } from '../../../../src/model/statistics/theil-sen.ts';
import { drifting, independent, withSlowRuns } from '../circumstances.ts';
import { createNoise } from '../noise.ts';
import { simulateSession } from '../session.ts';
import { holds, leastHeld, simulate, simulatedPart, type Wanted } from '../simulation.ts';

export const driftSlope = simulatedPart({
  name: 'theil-sen',
  title: "The interval of a session's drift",
  method:
    'The Theil-Sen slope of the logarithm of the reference over the place of its runs in the session, and the inversion of the test by Kendall. ' +
    'The truth is 0, and the drift where there is one. Asked is the probability by the exact distribution of discordant pairs.',
  simulate: () =>
    [independent, drifting, withSlowRuns].flatMap((circumstances, at) =>
      [6, 10, 20].map((rounds) => {
        const noise = createNoise(400 + 30 * at + rounds);
        const groups = Array<number>(rounds).fill(1);
        const wanted: Wanted =
          circumstances === independent
            ? { kind: 'exact', share: kendallInterval(groups)?.coverage ?? Number.NaN }
            : leastHeld;
        const truth = circumstances.drift / (2 * rounds - 1);
        return simulate(`${rounds} rounds, ${circumstances.name}`, wanted, () => {
          const session = simulateSession(noise, rounds, circumstances);
          const points = session.map(({ reference: { place, log } }) => ({ x: place, y: log }));
          return holds(theilSen(points)?.slope, truth);
        });
      }),
    ),
});
