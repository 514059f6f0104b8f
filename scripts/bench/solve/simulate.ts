import { median } from 'simple-statistics';
import { truths } from '../../../test/support/simulated-sweep.ts';
import {
  simulateSolving,
  type Given,
  type Simulated,
} from '../../../test/support/solve-coverage.ts';
import type { Row } from '../result.ts';

const sweeps = 2000;
const keep = 0.9;
const seed = 1;

/** What is simulated, for the reader of a table. */
export const describeSimulation =
  `Each row is ${sweeps} simulated sweeps over the levels of \`hbf-50gbps\`, from records of runs to the requirement as \`emulate solve\` gives it (90 % of null). ` +
  'The true level lies anywhere in the tested range; the time of every run has lognormal noise, that of the reference too, and each round a pace of its own.';

/** One set of simulated sweeps. */
export interface Simulation {
  readonly what: string;
  readonly found: Simulated;
}

/** Simulates each truth with each number of rounds and each noise. */
export const simulateAll = (say: (text: string) => void): readonly Simulation[] =>
  Object.entries(truths).flatMap(([name, truth]) =>
    [6, 10].flatMap((rounds) =>
      [0.01, 0.03, 0.05].map((noise) => {
        const what = `${name}; ${rounds} rounds, noise ${noise * 100} %`;
        say(what);
        const found = simulateSolving({
          ...{ truth, keep, rounds, sweeps, seed },
          noise: [noise, noise],
        });
        return { what, found };
      }),
    ),
  );

/** A share in per cent. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A row of the table; what is given is what was counted. */
export const rowOf = (
  what: string,
  cells: Partial<Pick<Row, 'asked' | 'measured' | 'target' | 'met'>>,
): Row => ({
  ...{ what, asked: '', measured: '', error: '', worst: '', target: '' },
  ...{ repetitions: sweeps, disturbed: 0, values: [] },
  ...cells,
});

/** How far the ends of intervals are apart: their median ratio, and how many have both. */
export const describeWidth = (all: readonly Given[]): string => {
  const closed = all.filter(({ low, high }) => low > 0 && high < Infinity);
  const width = median(all.map(({ low, high }) => (low > 0 ? high / low : Infinity)));
  return `${Number.isFinite(width) ? `x ${width.toFixed(2)}` : 'open'}, both ends in ${percent(closed.length / sweeps)}`;
};

/** The median of the estimate's own error. */
export const describeBias = (all: readonly Given[]): string => {
  const bias = median(all.map(({ value, truth }) => value / truth)) - 1;
  return `${bias < 0 ? '' : '+'}${percent(bias)}`;
};
