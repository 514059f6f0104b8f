import { hodgesLehmannShift } from '../../../../src/model/statistics/hodges-lehmann.ts';
import { mannWhitneyInterval } from '../../../../src/model/statistics/mann-whitney.ts';
import { drawRun, drifting, independent, withSlowRuns } from '../circumstances.ts';
import { createNoise, type Noise } from '../noise.ts';
import { simulateSession, trueLogRatio } from '../session.ts';
import {
  holds,
  leastHeld,
  simulate,
  simulatedPart,
  type Simulated,
  type Wanted,
} from '../simulation.ts';

/** Two sessions of so many runs, the second straight after the first, while the machine drifts. */
const oneAfterTheOther = (noise: Noise, left: number, right: number) => {
  const last = left + right - 1;
  const runs = (count: number, first: number, level: number): number[] =>
    Array.from({ length: count }, (_, at) => level + drawRun(noise, drifting, (first + at) / last));
  return { left: runs(left, 0, 0), right: runs(right, left, trueLogRatio) };
};

const comparedLater = (runs: number): Simulated => {
  const noise = createNoise(399);
  return simulate(`${runs} after ${runs}, ${drifting.name}`, { kind: 'shown' }, () => {
    const { left, right } = oneAfterTheOther(noise, runs, runs);
    return holds(hodgesLehmannShift(left, right), trueLogRatio);
  });
};

export const twoSamples = simulatedPart({
  name: 'two-samples',
  title: 'The interval of the shift between two samples',
  method:
    'Runs of the reference against runs of the case, not paired: the Hodges-Lehmann shift of the logarithms, and the inversion of the Mann-Whitney test. ' +
    'Runs alternate in random order as above, except in the last row: there all runs of the case come after all of the reference, as in two sessions that are compared later. ' +
    'No interval knows of a drift that falls on one side alone.',
  simulate: () => [
    ...[independent, drifting, withSlowRuns].flatMap((circumstances, at) =>
      [6, 10].map((rounds) => {
        const noise = createNoise(300 + 30 * at + rounds);
        const wanted: Wanted =
          circumstances === independent
            ? { kind: 'exact', share: mannWhitneyInterval(rounds, rounds)?.coverage ?? Number.NaN }
            : leastHeld;
        return simulate(`${rounds} against ${rounds}, ${circumstances.name}`, wanted, () => {
          const session = simulateSession(noise, rounds, circumstances);
          const left = session.map(({ reference }) => reference.log);
          const right = session.map(({ limited }) => limited.log);
          return holds(hodgesLehmannShift(left, right), trueLogRatio);
        });
      }),
    ),
    comparedLater(10),
  ],
});
