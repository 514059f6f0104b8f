import type { Part } from '../part.ts';
import type { Row } from '../result.ts';

/** What a share should be. */
export type Wanted =
  /** A probability that is known exactly: the simulation shows that the code has it. */
  | { readonly kind: 'exact'; readonly share: number }
  | { readonly kind: 'least'; readonly share: number }
  | { readonly kind: 'most'; readonly share: number }
  /** Nothing is asked of it. */
  | { readonly kind: 'shown' };

/** How often something was so in a simulation with a fixed seed. */
export interface Simulated {
  readonly what: string;
  readonly wanted: Wanted;
  readonly share: number;
  readonly trials: number;
  /** What else there is to say of it. */
  readonly note?: string;
}

/** A part whose figures come from a simulation, the same every time and everywhere. */
export interface SimulatedPart extends Part {
  readonly simulate: () => readonly Simulated[];
}

/** Trials of a simulation: a share of 95 % then has a standard error of 0.15 points. */
export const usualTrials = 20_000;

/** What 95 % intervals have to hold where circumstances are against them. */
export const leastHeld = { kind: 'least', share: 0.93 } as const;

/** Counts the trials in which something is so. */
export const simulate = (
  what: string,
  wanted: Wanted,
  trial: () => boolean,
  trials: number = usualTrials,
): Simulated => {
  let so = 0;
  for (let each = 0; each < trials; each += 1) if (trial()) so += 1;
  return { what, wanted, share: so / trials, trials };
};

/** Four standard errors of a share in a simulation: chance alone goes beyond that once in 16 000 times. */
const simulationError = (share: number, trials: number): number =>
  4 * Math.sqrt((share * (1 - share)) / trials);

/** Whether a share is what it should be, as far as a simulation can tell; undefined where nothing is asked. */
export const isAsWanted = ({ wanted, share, trials }: Simulated): boolean | undefined => {
  switch (wanted.kind) {
    case 'exact':
      return Math.abs(share - wanted.share) <= simulationError(wanted.share, trials);
    case 'least':
      return share >= wanted.share;
    case 'most':
      return share <= wanted.share;
    case 'shown':
      return undefined;
  }
};

const percent = (share: number, digits = 2): string => `${(share * 100).toFixed(digits)} %`;

const describeTarget = ({ wanted, trials }: Simulated): string => {
  switch (wanted.kind) {
    case 'exact':
      return `within ${(simulationError(wanted.share, trials) * 100).toFixed(2)} points`;
    case 'least':
      return `at least ${percent(wanted.share, 0)}`;
    case 'most':
      return `at most ${percent(wanted.share, 0)}`;
    case 'shown':
      return '';
  }
};

const rowOf = (simulated: Simulated): Row => {
  const { what, wanted, share, trials, note } = simulated;
  const met = isAsWanted(simulated);
  const error = wanted.kind === 'exact' ? (share - wanted.share) * 100 : undefined;
  return {
    what: note === undefined ? what : `${what}; ${note}`,
    asked: wanted.kind === 'exact' ? percent(wanted.share) : '',
    measured: percent(share),
    error: error === undefined ? '' : `${error > 0 ? '+' : ''}${error.toFixed(2)} points`,
    worst: '',
    target: describeTarget(simulated),
    ...(met === undefined ? {} : { met }),
    repetitions: trials,
    disturbed: 0,
    values: [share],
  };
};

/** Makes a part of a simulation. */
export const simulatedPart = (part: Omit<SimulatedPart, 'run'>): SimulatedPart => ({
  ...part,
  run: () => Promise.resolve({ rows: part.simulate().map(rowOf), repeated: 0 }),
});

/** Whether an interval holds a value; one that does not exist holds nothing. */
export const holds = (
  interval: { readonly low?: number; readonly high?: number } | undefined,
  truth: number,
): boolean =>
  interval?.low !== undefined &&
  interval.high !== undefined &&
  interval.low <= truth &&
  truth <= interval.high;
