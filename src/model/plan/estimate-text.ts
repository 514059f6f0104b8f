import type { TimeEstimate } from './estimate.ts';

/** A time to the second for people: `45 s`, `5 min 31 s`, `1 h 20 min`. */
export const describeSeconds = (seconds: number): string => {
  const whole = Math.round(seconds);
  if (whole < 90) return `${whole} s`;
  if (whole < 90 * 60) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** A time as it can be known before: `45 s`, `7 min`, `1 h 20 min`. */
export const describeAbout = (seconds: number): string =>
  seconds < 90
    ? `${Math.max(5, Math.round(seconds / 5) * 5)} s`
    : describeSeconds(Math.round(seconds / 60) * 60).replace(/ 0 s$/, '');

const basisText = ({ basis, measuredUtc = '' }: TimeEstimate): string => {
  const day = measuredUtc.slice(0, 10);
  switch (basis) {
    case 'sweep':
      return `from a sweep of ${day} on this host`;
    case 'scaled':
      return `scaled from a sweep of ${day} on this host with another model or other settings`;
    case 'rough':
      return "rough, by the model's size and the number of threads; no sweep was made on this host";
  }
};

/** What became of an estimate: `estimated 5 min 10 s, took 5 min 31 s`. */
export const describeTiming = ({
  seconds,
  estimatedSeconds,
}: {
  readonly seconds: number;
  readonly estimatedSeconds: number;
}): string => `estimated ${describeSeconds(estimatedSeconds)}, took ${describeSeconds(seconds)}`;

/** An estimate as a line: how long, from what to what, and what it rests on. */
export const describeEstimate = (estimate: TimeEstimate): string =>
  `Estimated time: about ${describeAbout(estimate.seconds)}, ` +
  `${describeAbout(estimate.low)} to ${describeAbout(estimate.high)} ` +
  `(${basisText(estimate)})`;
