import type { BackgroundLoad } from '../../model/background/load.ts';
import type { Failure } from '../../model/failure.ts';
import { describeEnd } from '../../model/process-end.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';
import { startFio, type FioProcess, type FioSpec } from './fio-process.ts';
import type { FioReport } from './report.ts';
import { judgePace, type Pace } from './steadiness.ts';

/** Longest time in which a load is to become steady. */
export const rampLimitMs = 10_000;

/** A load that has been ramped up. */
export interface RunningLoad {
  readonly fio: FioProcess;
  readonly pace: Pace;
  /** How far it was when the ramp ended. */
  readonly start: FioReport;
}

type RampEnd = 'steady' | 'late' | 'ended' | 'error';

const describeProblem = (fio: FioProcess, end: RampEnd): string => {
  const outcome = fio.ended();
  if (outcome !== undefined) return `${describeEnd(outcome.end)}, before the workload began`;
  return end === 'error'
    ? `one of its jobs met an error (errno ${fio.latest()?.error ?? 0}), before the workload began`
    : `it reported nothing for ${rampLimitMs / 1000} s`;
};

/** Starts a load and waits until its rate is steady, or the time for that is over. */
export const rampUp = async (
  processes: ProcessRunner,
  clock: Clock,
  load: BackgroundLoad,
  spec: Omit<FioSpec, 'onReport'>,
): Promise<Result<RunningLoad, Failure>> => {
  const reports: FioReport[] = [];
  let finish: (end: RampEnd) => void = () => undefined;
  const ramped = new Promise<RampEnd>((resolve) => {
    finish = resolve;
  });
  let ramping = true;
  using _limit = clock.every(rampLimitMs, () => {
    finish('late');
  });
  const fio = startFio(processes, {
    ...spec,
    onReport: (report) => {
      if (!ramping) return;
      if (report === undefined) {
        finish('ended');
        return;
      }
      reports.push(report);
      if (report.error !== 0) finish('error');
      else if (judgePace(reports, load).steady) finish('steady');
    },
  });
  const end = await ramped;
  ramping = false;
  const start = reports.at(-1);
  if (start !== undefined && (end === 'steady' || end === 'late'))
    return success({ fio, pace: judgePace(reports, load), start });
  const problem = describeProblem(fio, end);
  const isCancelled = fio.ended()?.end.how === 'cancelled';
  await fio.stop();
  return failed(
    isCancelled
      ? { reason: 'interrupted', signal: 'SIGINT' }
      : { reason: 'process-failed', command: 'fio', problem, stderr: fio.words() },
  );
};
