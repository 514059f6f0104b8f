import {
  calibratedCounts,
  changepointPenalty,
} from '../../../../src/model/statistics/changepoint-penalty.ts';
import { createRandom } from '../../../../src/model/random.ts';
import { standardRanks } from '../../../../src/model/statistics/standard-ranks.ts';
import type { Part } from '../../part.ts';
import type { Row } from '../../result.ts';
import { largestGain } from '../largest-gain.ts';
import { usualTrials } from '../simulation.ts';

/** The penalty that 5 % of random orders of so many values exceed. */
const countPenalty = (count: number, trials: number): number => {
  const random = createRandom(count);
  const ranks = Float64Array.from(standardRanks(Array.from({ length: count }, (_, at) => at)));
  const gains = new Float64Array(trials);
  for (let trial = 0; trial < trials; trial += 1) {
    for (let at = count - 1; at > 0; at -= 1) {
      const other = random.integerBelow(at + 1);
      [ranks[at], ranks[other]] = [ranks[other] ?? 0, ranks[at] ?? 0];
    }
    gains[trial] = largestGain(ranks);
  }
  gains.sort();
  return gains[Math.ceil(0.95 * trials) - 1] ?? Number.NaN;
};

/** Fewer trials for long series, which take time with the square of their length. */
const trialsFor = (count: number): number =>
  Math.max(200, Math.min(usualTrials, Math.round(1e9 / (count * count))));

const rowFor = (count: number): Row => {
  const trials = trialsFor(count);
  const counted = countPenalty(count, trials);
  const used = changepointPenalty(count);
  return {
    what: `penalty for ${count} values`,
    asked: '',
    measured: counted.toFixed(2),
    error: '',
    worst: '',
    target: `at most ${used.toFixed(2)}`,
    met: counted <= used,
    repetitions: trials,
    disturbed: 0,
    values: [counted],
  };
};

export const changepointPenalties: Part = {
  name: 'changepoint-penalty',
  title: 'The penalty for a changepoint',
  method:
    'Random orders of 1 to n, standardised: the largest gain in squared distances for each changepoint that any cuts have, of which 95 % of all orders stay at or below this value. ' +
    'The target is the penalty that emulate uses. With 12 to 16 values gains go by steps.',
  run: () => Promise.resolve({ rows: calibratedCounts.map(rowFor), repeated: 0 }),
};
