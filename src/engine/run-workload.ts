import type { HostActivity } from '../model/disturbance/activity.ts';
import type { Failure } from '../model/failure.ts';
import type { PlannedRun } from '../model/plan.ts';
import type { ProcessOutcome } from '../ports/process-runner.ts';
import type { Scope } from '../ports/scope.ts';
import { commandWithin, environmentOf, type Acquired } from './acquire-leases.ts';
import type { RunContext } from './run-context.ts';

/** How a workload ended inside its constraints. */
interface EndedWorkload {
  readonly outcome: ProcessOutcome;
  readonly activity?: HostActivity;
  /** Set when processes of it outlived it, although they were killed. */
  readonly survival?: Survival;
}

/** Processes that outlived their run. */
export interface Survival {
  readonly failure: Failure;
  /** Those that are there at this moment: they may end when the constraints are released. */
  readonly pids: () => Promise<readonly number[]>;
}

/** More than any sweep prints; a program that writes more has run away. */
const outputLimitBytes = 4 * 2 ** 20;

const liveIntervalMs = 500;

const describeEscaped = ({ length }: readonly number[]): string =>
  `the workload left ${length} ${length === 1 ? 'process' : 'processes'} behind when it had ended; killed`;

/** Where there is a scope, it knows best what is left: what is slow to end may have ended meanwhile. */
const whatSurvived = async (
  { left }: ProcessOutcome,
  scope: Scope | undefined,
): Promise<Survival | undefined> => {
  if (scope !== undefined) {
    const killed = await scope.kill();
    return killed.ok ? undefined : { failure: killed.failure, pids: () => scope.processes() };
  }
  if (left === undefined) return undefined;
  const failure: Failure = { reason: 'processes-left', ...left };
  return { failure, pids: () => Promise.resolve(left.pids) };
};

/** Runs the workload once inside the constraints, and ends whatever it leaves behind. */
export const runWorkload = async (
  context: RunContext,
  run: PlannedRun,
  acquired: Acquired,
  { name, warnings }: { readonly name: string; readonly warnings: string[] },
): Promise<EndedWorkload> => {
  const { clock, observe, plan, workload } = context;
  const { leases, scope } = acquired;
  const [command = '', ...args] = commandWithin(acquired, workload.argv, context.model);
  const began = clock.monotonicNs();
  const report = async (): Promise<void> => {
    for (const lease of leases) {
      const live = await lease.live();
      if (live === undefined) continue;
      observe({ kind: 'run-live', run, ...live, elapsedMs: (clock.monotonicNs() - began) / 1e6 });
    }
  };
  using watched = context.activity.begin();
  using _reports = clock.every(liveIntervalMs, () => void report());
  const outcome = await context.processes.run({
    command,
    args,
    env: { ...workload.env, ...environmentOf(leases) },
    mark: name,
    timeoutMs: plan.profile.workload.runTimeLimit / 1e6,
    outputLimitBytes,
    signal: context.signal,
    onStart: (pid) => {
      watched.follow(pid);
    },
  });
  const activity = watched.end();
  if (outcome.escaped !== undefined) warnings.push(describeEscaped(outcome.escaped));
  const survival = await whatSurvived(outcome, scope);
  return {
    outcome,
    ...(activity === undefined ? {} : { activity }),
    ...(survival === undefined ? {} : { survival }),
  };
};
