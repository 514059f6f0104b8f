import { medianOf } from '../curve/asked-and-measured.ts';
import type { Dataset } from '../dataset.ts';
import { needsFileBackedWeights } from '../page-cache/needs-file-backed-weights.ts';
import type { Plan } from '../plan.ts';
import type { RunRecord } from '../run-record.ts';
import { testName } from '../test-name.ts';
import { parseUtc } from '../utc-time.ts';
import { unlimitedTestsNs } from './estimate-case.ts';
import type { HostSpeed, SpeedObservation } from './estimate-speed.ts';

/** Milliseconds between the beginnings of two runs. */
const msBetween = (one: RunRecord, other: RunRecord): number =>
  (parseUtc(other.startedUtc) ?? 0) - (parseUtc(one.startedUtc) ?? 0);

/** Seconds from the beginning of a sweep's first run to the end of its last; 0 without any run. */
export const sweepSeconds = (runs: readonly RunRecord[]): number => {
  const [first, last] = [runs.at(0), runs.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return (msBetween(first, last) + last.durationMs) / 1000;
};

/** How long a run and all that comes before the next one took; only the run where none came. */
const wholeMs = (run: RunRecord, next: RunRecord | undefined): number =>
  next === undefined ? run.durationMs : Math.max(run.durationMs, msBetween(run, next));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Runs in which nothing limits, repeated ones too. Disturbed ones are among them, and times are means of
 * all: what this host does to a sweep is what sweeps take.
 */
const unlimitedRuns = ({ manifest: { plan }, runs }: Dataset): readonly RunRecord[] => {
  const cases = new Set(
    plan.cases.filter(({ kind }) => kind === 'baseline' || kind === 'null').map(({ id }) => id),
  );
  return runs.filter(
    (run) => run.round >= 0 && cases.has(run.case) && run.outcome.status === 'completed',
  );
};

const testsOf = ({ tests }: Plan, runs: readonly RunRecord[]): HostSpeed['tests'] =>
  tests.flatMap((test) => {
    const times = runs.flatMap(({ samples }) =>
      samples
        .filter((each) => each.test === testName(test) && each.tokensPerSecond > 0)
        .map(({ tokensPerSecond }) => 1e9 / tokensPerSecond),
    );
    return times.length === 0 ? [] : [{ ...test, nsPerToken: mean(times) }];
  });

/** What generated tokens fetched from tiers in which no weights are resident. */
const bytesPerTokenOf = ({ manifest: { plan }, runs }: Dataset): number | undefined => {
  const paging = new Set(
    plan.cases
      .filter(({ constraints: { tier } }) => tier !== undefined && (tier.residency ?? 0) === 0)
      .map(({ id }) => id),
  );
  return medianOf(
    runs
      .filter((run) => paging.has(run.case))
      .flatMap(({ samples }) => samples)
      .map(({ metric, tier }) =>
        metric === 'tg' && tier !== undefined && tier.bytesFetched > 0 && tier.steps > 0
          ? tier.bytesFetched / tier.steps
          : undefined,
      ),
  );
};

const threadsOf = (runs: readonly RunRecord[]): number | undefined => {
  const threads = runs[0]?.workload['n_threads'];
  return typeof threads === 'number' ? threads : undefined;
};

/**
 * What a recorded sweep says of its host's speed, by the runs of baseline and null; undefined where these
 * gave nothing.
 */
export const observeSpeed = (dataset: Dataset): SpeedObservation | undefined => {
  const { manifest, runs } = dataset;
  const { plan, model, workload, estimatedSeconds } = manifest;
  const unlimited = unlimitedRuns(dataset);
  const [tests, threads] = [testsOf(plan, unlimited), threadsOf(unlimited)];
  if (threads === undefined || tests.length < plan.tests.length) return undefined;
  const bytesPerToken = bytesPerTokenOf(dataset);
  const repeated = runs.filter(({ attempt }) => attempt > 0).length;
  const speed: HostSpeed = {
    modelBytes: model.bytes,
    threads,
    fileBacked: plan.cases.some(({ constraints }) => needsFileBackedWeights(constraints)),
    tests,
    ...(bytesPerToken === undefined ? {} : { bytesPerToken }),
    runNs: 0,
    repeatedShare: repeated / (runs.length - repeated),
  };
  const following = new Map(runs.map((run, at) => [run, runs[at + 1]]));
  const wholeNs = mean(unlimited.map((run) => wholeMs(run, following.get(run)))) * 1e6;
  return {
    ...speed,
    runNs: Math.max(0, wholeNs - unlimitedTestsNs(plan, speed)),
    measuredUtc: manifest.createdUtc,
    profile: plan.profile.name,
    llamaBench: { path: workload.path, version: workload.version },
    seconds: sweepSeconds(runs),
    ...(estimatedSeconds === undefined ? {} : { estimatedSeconds }),
  };
};
