import { z } from 'zod';
import { metricOf, type TestSpec } from '../test-name.ts';
import type { Nanoseconds } from '../units.ts';

/** What decides how fast a model runs on one host. */
export const SpeedSubject = z.object({
  /** Size of the model's file: two models of the same size run alike. */
  modelBytes: z.number().positive(),
  threads: z.number().int().positive(),
  /** Weights are used in the mapped file, not in copies that suit the processor. */
  fileBacked: z.boolean(),
});
/** What decides how fast a model runs on one host. */
export type SpeedSubject = z.infer<typeof SpeedSubject>;

/** How fast a host runs a model when nothing limits it. */
export const HostSpeed = SpeedSubject.extend({
  /** Time of one token in each test that was measured, in nanoseconds. */
  tests: z.array(
    z.object({
      prompt: z.number().nonnegative(),
      gen: z.number().nonnegative(),
      depth: z.number().nonnegative(),
      nsPerToken: z.number().positive(),
    }),
  ),
  /** Bytes that a generated token fetched from a tier without resident weights; absent where nothing was fetched. */
  bytesPerToken: z.number().positive().optional(),
  /** Time of a run besides its tests and their warm-up: start, load, and all until the next run begins. */
  runNs: z.number().nonnegative(),
  /** Repetitions of disturbed runs, as a share of the planned runs. */
  repeatedShare: z.number().nonnegative(),
});
/** How fast a host runs a model when nothing limits it. */
export type HostSpeed = z.infer<typeof HostSpeed>;

/** What a host's speed was taken from. */
export const SpeedObservation = HostSpeed.extend({
  measuredUtc: z.string(),
  profile: z.string(),
  llamaBench: z.object({ path: z.string(), version: z.string() }),
  /** How long the sweep took, from its first run to its last, and how long it had been thought to. */
  seconds: z.number().nonnegative(),
  estimatedSeconds: z.number().nonnegative().optional(),
});
/** What a host's speed was taken from. */
export type SpeedObservation = z.infer<typeof SpeedObservation>;

/** What an estimate rests on: a sweep with the same model and setting, one with others, or none at all. */
export type SpeedBasis = 'sweep' | 'scaled' | 'rough';

/** A speed, and where it comes from. */
export interface KnownSpeed {
  readonly speed: HostSpeed;
  readonly basis: SpeedBasis;
  /** When it was measured; absent where nothing was. */
  readonly measuredUtc?: string;
}

/** Sweeps that are remembered of one subject and one llama-bench. */
const mostObservations = 5;

/**
 * Where nothing was measured, the order of magnitude of a server's core: it reads 8 GB/s of weights, up
 * to five of them fill the memory's bandwidth, and it multiplies at 60 GFLOP/s; a process starts in 0.3 s and
 * loads 1 GB/s.
 */
const rough = {
  bytesPerSecond: 8e9,
  mostReading: 5,
  flopsPerSecond: 60e9,
  startNs: 0.3e9,
  loadedPerSecond: 1e9,
} as const;

/** Two operations for each weight, which has 4.9 bits in the mixture Q4_K_M. */
const flopsPerByte = (2 * 8) / 4.9;

/** Weights in the mapped file are slower than copies in the processor's own layout, prefill more so. */
const fileBackedFactor = { pp: 2, tg: 1.3 } as const;

/** A guess from the size of the model and the number of threads. */
export const roughSpeed = (subject: SpeedSubject): HostSpeed => {
  const { modelBytes, threads, fileBacked } = subject;
  const decode = modelBytes / (Math.min(threads, rough.mostReading) * rough.bytesPerSecond);
  const prefill = (modelBytes * flopsPerByte) / (threads * rough.flopsPerSecond);
  const [pp, tg] = fileBacked ? [fileBackedFactor.pp, fileBackedFactor.tg] : [1, 1];
  return {
    ...subject,
    tests: [
      { prompt: 128, gen: 0, depth: 0, nsPerToken: prefill * pp * 1e9 },
      { prompt: 0, gen: 128, depth: 0, nsPerToken: decode * tg * 1e9 },
    ],
    runNs: rough.startNs + (modelBytes * 1e9) / rough.loadedPerSecond,
    repeatedShare: 0,
  };
};

/** A speed that was measured, as it would be for another model, other threads or other weights. */
const scaleSpeed = (from: HostSpeed, to: SpeedSubject): HostSpeed => {
  const bytes = to.modelBytes / from.modelBytes;
  const threads = from.threads / to.threads;
  const layout = (metric: 'pp' | 'tg'): number =>
    fileBackedFactor[metric] ** (Number(to.fileBacked) - Number(from.fileBacked));
  return {
    ...to,
    tests: from.tests.map((test) => ({
      ...test,
      nsPerToken: test.nsPerToken * bytes * threads * layout(test.gen > 0 ? 'tg' : 'pp'),
    })),
    ...(from.bytesPerToken === undefined ? {} : { bytesPerToken: from.bytesPerToken * bytes }),
    runNs: from.runNs * Math.max(1, bytes),
    repeatedShare: from.repeatedShare,
  };
};

/** How far an observation is from what is asked for: the ratio of what they read, and what else differs. */
const distance = (
  observation: SpeedObservation,
  { modelBytes, threads, fileBacked }: SpeedSubject,
  llamaBench: string = observation.llamaBench.path,
): number =>
  Math.abs(Math.log(observation.modelBytes / modelBytes)) +
  Math.abs(Math.log(observation.threads / threads)) +
  (observation.fileBacked === fileBacked ? 0 : Math.log(2)) +
  (observation.llamaBench.path === llamaBench ? 0 : Math.log(1.5));

const newest = (observations: readonly SpeedObservation[]): readonly SpeedObservation[] =>
  observations
    .toSorted((one, other) => other.measuredUtc.localeCompare(one.measuredUtc))
    .slice(0, mostObservations);

/** Time of a token of a prompt and of a generated one, by which observations are told fast or slow. */
const tokenTime = (speed: HostSpeed): Nanoseconds =>
  nsPerToken(speed, { prompt: 128, gen: 0, depth: 0 }) +
  nsPerToken(speed, { prompt: 0, gen: 128, depth: 0 });

/** Of some observations the one in the middle: a sweep on a busy machine is outvoted by others. */
const middleOf = (observations: readonly SpeedObservation[]): SpeedObservation | undefined =>
  observations.toSorted((one, other) => tokenTime(one) - tokenTime(other))[
    Math.floor((observations.length - 1) / 2)
  ];

/**
 * What is known of a subject's speed: what sweeps with it have shown, else what those with the most
 * similar one have, scaled, else a guess. `llamaBench` is the path of the program; any counts when absent.
 */
export const knownSpeed = (
  observations: readonly SpeedObservation[],
  subject: SpeedSubject,
  llamaBench?: string,
): KnownSpeed => {
  const farOf = (each: SpeedObservation): number => distance(each, subject, llamaBench);
  const least = Math.min(...observations.map(farOf));
  const best = middleOf(newest(observations.filter((each) => farOf(each) === least)));
  if (best === undefined) return { speed: roughSpeed(subject), basis: 'rough' };
  const { measuredUtc } = best;
  return least === 0
    ? { speed: best, basis: 'sweep', measuredUtc }
    : { speed: scaleSpeed(best, subject), basis: 'scaled', measuredUtc };
};

/** Observations with one more; of those that are alike only the newest are kept. */
export const addObservation = (
  observations: readonly SpeedObservation[],
  added: SpeedObservation,
): readonly SpeedObservation[] => {
  const isAlike = (each: SpeedObservation): boolean =>
    distance(each, added, added.llamaBench.path) === 0;
  return [
    ...observations.filter((each) => !isAlike(each)),
    ...newest([...observations.filter(isAlike), added]),
  ];
};

/** The time of one token in the measured test that is most like this one; 0 where none is. */
export const nsPerToken = ({ tests }: HostSpeed, test: TestSpec): Nanoseconds => {
  const size = ({ prompt, gen, depth }: TestSpec): number => Math.log(1 + prompt + gen + depth);
  const [nearest] = tests
    .filter((each) => metricOf(each) === metricOf(test))
    .toSorted(
      (one, other) => Math.abs(size(one) - size(test)) - Math.abs(size(other) - size(test)),
    );
  return nearest?.nsPerToken ?? 0;
};
