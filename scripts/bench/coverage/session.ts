import { drawRun, type Circumstances } from './circumstances.ts';
import type { Noise } from './noise.ts';

/** The logarithm of the ratio that every estimate is to find: a case that keeps 90 %. */
export const trueLogRatio = Math.log(0.9);

/** A run at its place in the session, counted in runs from 0. */
export interface PlacedRun {
  readonly place: number;
  /** Logarithm of the throughput. */
  readonly log: number;
}

/** One round: the reference and a case. */
export interface Round {
  readonly reference: PlacedRun;
  readonly limited: PlacedRun;
}

/** A session as emulate makes it: each round holds the reference and the case in random order. */
export const simulateSession = (
  noise: Noise,
  rounds: number,
  circumstances: Circumstances,
  deviation?: number,
): readonly Round[] => {
  const last = 2 * rounds - 1;
  const run = (place: number, logRatio: number): PlacedRun => ({
    place,
    log: logRatio + drawRun(noise, circumstances, place / last, deviation),
  });
  return Array.from({ length: rounds }, (_, round) => {
    const isFirst = noise.uniform() < 0.5 ? 0 : 1;
    return {
      reference: run(2 * round + isFirst, 0),
      limited: run(2 * round + 1 - isFirst, trueLogRatio),
    };
  });
};

/** The logarithms of the ratios within the rounds. */
export const logRatios = (session: readonly Round[]): number[] =>
  session.map(({ reference, limited }) => limited.log - reference.log);
