import { medianRanks } from '../../../../src/model/statistics/median-interval.ts';
import { independent } from '../circumstances.ts';
import { createNoise } from '../noise.ts';
import { logRatios, simulateSession, trueLogRatio } from '../session.ts';
import { holds, simulate, simulatedPart, type Simulated } from '../simulation.ts';

const [leastRounds, mostRounds, halfWidth] = [6, 20, 0.02];

/** Adds a value to a sorted list. */
const insert = (sorted: number[], value: number): void => {
  let at = sorted.length;
  while (at > 0 && (sorted[at - 1] ?? value) > value) at -= 1;
  sorted.splice(at, 0, value);
};

/** The interval of the median, by ranks that are looked up once for each number of rounds. */
const ranksOf = Array.from({ length: mostRounds + 1 }, (_, rounds) => medianRanks(rounds));
const intervalOf = (sorted: readonly number[]) => {
  const ranks = ranksOf[sorted.length];
  return {
    low: sorted[(ranks?.low ?? 0) - 1] ?? -Infinity,
    high: sorted[(ranks?.high ?? 0) - 1] ?? Infinity,
  };
};

/** Looks at the interval after each round, and stops when it is narrow enough or the most rounds are made. */
const stopWhenNarrow = (logs: readonly number[]) => {
  const sorted: number[] = [];
  for (const log of logs) {
    insert(sorted, log);
    const interval = intervalOf(sorted);
    if (
      sorted.length >= leastRounds &&
      Math.exp((interval.high - interval.low) / 2) - 1 <= halfWidth
    )
      return { interval, rounds: sorted.length };
  }
  return { interval: intervalOf(sorted), rounds: sorted.length };
};

const simulateStopping = (deviation: number): Simulated => {
  const noise = createNoise(600 + Math.round(deviation * 1000));
  let rounds = 0;
  const found = simulate(
    `noise of ${(deviation * 100).toFixed(1)} % in a run`,
    { kind: 'shown' },
    () => {
      const session = simulateSession(noise, mostRounds, independent, deviation);
      const stopped = stopWhenNarrow(logRatios(session));
      rounds += stopped.rounds;
      return holds(stopped.interval, trueLogRatio);
    },
  );
  return { ...found, note: `${(rounds / found.trials).toFixed(1)} rounds on average` };
};

export const stopping = simulatedPart({
  name: 'stopping',
  title: 'The interval of the median ratio where rounds are added until it is narrow',
  method:
    'From 6 rounds on the interval is looked at after each; no more are made when half its width is at most 2 %, or after 20. ' +
    'To stop at a narrow interval is to prefer those that are narrow by chance, and they hold the truth less often than the 95 % of a fixed number of rounds. ' +
    'Nothing is asked of these figures: they say what that costs for one curve. Where several curves must all be narrow, each is looked at less.',
  simulate: () => [0.005, 0.01, 0.015, 0.02, 0.03, 0.04].map(simulateStopping),
});
