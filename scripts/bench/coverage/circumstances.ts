import type { Noise } from './noise.ts';

/** What happens to runs beside what is measured. */
export interface Circumstances {
  readonly name: string;
  /** Change of the logarithm of the level from the first run to the last. */
  readonly drift: number;
  /** Chance that a run is slow, independent of all others. */
  readonly slowChance: number;
}

/** What a slow run loses, in the logarithm: a fifth more time. */
export const slowLoss = Math.log(1.2);

/** Of one run, in the logarithm, unless a part says otherwise. */
export const usualNoise = 0.01;

export const independent: Circumstances = {
  name: 'independent noise',
  drift: 0,
  slowChance: 0,
};
export const drifting: Circumstances = { ...independent, name: '3 % drift', drift: 0.03 };
export const withSlowRuns: Circumstances = {
  ...independent,
  name: '8 % slow runs',
  slowChance: 0.08,
};

/** The logarithm of a run's throughput at a place in the session, from 0 for the first to 1 for the last. */
export const drawRun = (
  noise: Noise,
  { drift, slowChance }: Circumstances,
  place: number,
  deviation: number = usualNoise,
): number =>
  drift * place +
  deviation * noise.normal() -
  (slowChance > 0 && noise.uniform() < slowChance ? slowLoss : 0);
