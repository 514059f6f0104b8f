import type { BackgroundLoad } from '../../model/background/load.ts';
import type { Failure } from '../../model/failure.ts';
import type { BackgroundEvidence } from '../../model/kernel-evidence.ts';
import { describeEnd } from '../../model/process-end.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { describeQuantity } from '../../model/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ConstraintLease, LiveCounters, Observation } from '../../ports/constraint.ts';
import type { Scope } from '../../ports/scope.ts';
import { rampLimitMs, type RunningLoad } from './ramp.ts';
import type { FioReport } from './report.ts';
import { rateBetween } from './steadiness.ts';

/** A load in force, and what is known of it. */
export interface LeaseSetting {
  readonly load: BackgroundLoad;
  readonly running: RunningLoad;
  /** Where fio lives. */
  readonly home: Scope;
  /** The device's node. */
  readonly device: string;
}

const unsteady = ({ load, running }: LeaseSetting): string => {
  const rate = describeQuantity('bytes-per-second', running.pace.rate);
  const limit = `${rampLimitMs / 1000} s`;
  return load.rate === undefined
    ? `background: fio's rate was not steady after ${limit}; it was ${rate} in the end. Give it a rate that the device can keep`
    : `background: fio was not steady at ${describeQuantity('bytes-per-second', load.rate)} after ${limit}; it did ${rate} in the end. Ask for a lower rate, smaller blocks, or more accesses in flight`;
};

const dead = ({ running: { fio } }: LeaseSetting): string => {
  const outcome = fio.ended();
  const error = fio.latest()?.error ?? 0;
  const how =
    error === 0 && outcome !== undefined
      ? describeEnd(outcome.end)
      : `one of its jobs met an error (errno ${error})`;
  const words = fio.words();
  return `background: fio did not run until the workload had ended: ${how}${words === '' ? '' : `; it said: ${words}`}`;
};

const silent = (ms: number): string =>
  `background: fio did not run until the workload had ended: it was stopped, or it hung; it reported nothing in the last ${Math.round(ms / 1000)} s`;

/** It reports twice a second, and once more when it is told to end. */
const longestSilenceMs = 3000;

const latenciesOf = (
  report: FioReport | undefined,
): Pick<BackgroundEvidence, 'latencyP50Ns' | 'latencyP99Ns'> => ({
  ...(report?.latencyP50Ns === undefined ? {} : { latencyP50Ns: report.latencyP50Ns }),
  ...(report?.latencyP99Ns === undefined ? {} : { latencyP99Ns: report.latencyP99Ns }),
});

/** Keeps a load going until it is looked at; leaving the block ends it and removes its scope. */
export const createLease = (setting: LeaseSetting, clock: Clock): ConstraintLease => {
  const { device, home, load, running } = setting;
  const { fio, pace, start } = running;
  const startNs = clock.monotonicNs();

  const observe = async (): Promise<Result<Observation, Failure>> => {
    const elapsedMs = (clock.monotonicNs() - startNs) / 1e6;
    const isRunning = fio.ended() === undefined && (await home.processes()).length > 0;
    const final = await fio.stop();
    const last = fio.latest() ?? start;
    const silentMs = final === undefined ? elapsedMs - (last.runtimeMs - start.runtimeMs) : 0;
    const isSilent = isRunning && silentMs > longestSilenceMs;
    const aliveUntilEnd = isRunning && !isSilent && last.error === 0;
    // The own clock of a dead fio has stopped, but the workload went on without its load.
    const achieved = aliveUntilEnd
      ? rateBetween(start, last)
      : rateBetween(
          { runtimeMs: 0, bytes: start.bytes },
          { runtimeMs: elapsedMs, bytes: last.bytes },
        );
    if (achieved === undefined)
      return failed({
        reason: 'evidence-missing',
        problem: 'fio reported nothing between the start of the workload and its end',
      });
    return success({
      tests: [],
      evidence: [
        {
          kind: 'background',
          fioVersion: last.version,
          pattern: load.pattern,
          ...(load.rate === undefined ? {} : { rate: load.rate }),
          achieved,
          steadyBefore: pace.rate,
          steady: pace.steady,
          aliveUntilEnd,
          operations: last.operations - start.operations,
          ...(aliveUntilEnd ? latenciesOf(final) : {}),
          device,
        },
      ],
      warnings: [
        ...(pace.steady ? [] : [unsteady(setting)]),
        ...(aliveUntilEnd ? [] : [isSilent ? silent(silentMs) : dead(setting)]),
      ],
    });
  };

  return {
    applied: start.applied,
    env: {},
    live: (): Promise<LiveCounters | undefined> => Promise.resolve(undefined),
    observe,
    [Symbol.asyncDispose]: async () => {
      try {
        await fio.stop();
      } finally {
        await home[Symbol.asyncDispose]();
      }
    },
  };
};
