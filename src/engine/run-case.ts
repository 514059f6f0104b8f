import type { Evidence } from '../model/evidence.ts';
import type { Failure } from '../model/failure.ts';
import type { Case, PlannedRun } from '../model/plan.ts';
import { seedOfRound } from '../model/plan/seed-of-round.ts';
import { askedValues } from '../model/profile/parameter-value.ts';
import { renderFailure } from '../model/render-failure.ts';
import type { Outcome, RunRecord } from '../model/run-record.ts';
import { judgeRun } from '../model/verdict.ts';
import type { ConstraintLease, ObservedTest } from '../ports/constraint.ts';
import type { ProcessOutcome } from '../ports/process-runner.ts';
import { joinSamples } from './join-samples.ts';
import { LeaseStack } from './lease-stack.ts';
import type { RunContext } from './run-context.ts';

/** More than any sweep prints; a program that writes more has run away. */
const outputLimitBytes = 4 * 2 ** 20;

const liveIntervalMs = 500;

const nothingRan: ProcessOutcome = {
  end: { how: 'cancelled' },
  stdout: '',
  stderr: '',
  durationMs: 0,
};

interface Observed {
  readonly tests: readonly ObservedTest[];
  readonly evidence: readonly Evidence[];
}

/** What one run left behind, gathered while its constraints are in force. */
interface Gathered extends Observed {
  readonly outcome: ProcessOutcome;
  readonly applied: Readonly<Record<string, number>>;
  readonly failure?: Failure;
}

const runProcess = async (
  context: RunContext,
  run: PlannedRun,
  leases: readonly ConstraintLease[],
): Promise<ProcessOutcome> => {
  const { clock, observe, plan, workload } = context;
  const [command = '', ...args] = workload.argv;
  const began = clock.monotonicNs();
  const report = async (): Promise<void> => {
    for (const lease of leases) {
      const live = await lease.live();
      if (live === undefined) continue;
      observe({ kind: 'run-live', run, ...live, elapsedMs: (clock.monotonicNs() - began) / 1e6 });
    }
  };
  using _reports = clock.every(liveIntervalMs, () => void report());
  return await context.processes.run({
    command,
    args,
    env: Object.assign({}, workload.env, ...leases.map((lease) => lease.env)) as Record<
      string,
      string
    >,
    timeoutMs: plan.profile.workload.runTimeLimit / 1e6,
    outputLimitBytes,
    signal: context.signal,
  });
};

const observeAll = async (
  leases: readonly ConstraintLease[],
  warnings: string[],
): Promise<Observed & { readonly failure?: Failure }> => {
  let observed: Observed = { tests: [], evidence: [] };
  for (const lease of leases) {
    const seen = await lease.observe();
    if (!seen.ok) return { ...observed, failure: seen.failure };
    warnings.push(...seen.value.warnings);
    observed = {
      tests: seen.value.tests.length > 0 ? seen.value.tests : observed.tests,
      evidence: [...observed.evidence, ...seen.value.evidence],
    };
  }
  return observed;
};

/** Acquires every constraint, runs the workload inside them, looks, and releases them in reverse. */
const gather = async (
  context: RunContext,
  run: PlannedRun,
  planned: Case,
  warnings: string[],
): Promise<Gathered> => {
  await using stack = new LeaseStack((problem) => warnings.push(problem));
  const leases: ConstraintLease[] = [];
  for (const driver of context.drivers) {
    const nominal = context.plan.profile.constraints;
    const seed = seedOfRound(context.plan.seed, run.round);
    const request = { case: planned, nominal, model: context.model, seed };
    const lease = await driver.acquire(request);
    if (!lease.ok)
      return { outcome: nothingRan, applied: {}, tests: [], evidence: [], failure: lease.failure };
    stack.hold(driver.name, lease.value);
    leases.push(lease.value);
  }
  const outcome = await runProcess(context, run, leases);
  const observed = await observeAll(leases, warnings);
  // After the observation, which is when some leases read back what was in force.
  const applied = Object.assign({}, ...leases.map((lease) => lease.applied)) as Record<
    string,
    number
  >;
  return { outcome, applied, ...observed };
};

const outcomeOf = (failure: Failure | undefined, samples: number, stderr: string): Outcome => {
  if (failure === undefined) return { status: 'completed' };
  const status = samples > 0 ? 'partial' : 'failed';
  return { status, problem: renderFailure(failure).message, stderr };
};

const stderrKept = 4000;

/** One run of the workload under one case; undefined when it was cancelled. */
export const runCase = async (
  context: RunContext,
  run: PlannedRun,
): Promise<RunRecord | undefined> => {
  const planned = context.plan.cases.find((each) => each.id === run.caseId);
  if (planned === undefined) throw new Error(`Internal error: no case '${run.caseId}' in the plan`);
  const warnings: string[] = [...(context.cautions?.get(run.caseId) ?? [])];
  const startedUtc = context.clock.utc();
  const before = await context.probe.state();
  const gathered = await gather(context, run, planned, warnings);
  if (context.signal.aborted) return undefined;
  const ran = gathered.outcome !== nothingRan;
  const reading = ran
    ? context.workload.read(gathered.outcome)
    : { tests: [], facts: {}, failure: undefined, warnings: [] };
  // What the program itself reports comes first: missing evidence is a consequence of it.
  const failure = reading.failure ?? gathered.failure;
  const samples = joinSamples(context.workload.tests, reading.tests, gathered.tests);
  const outcome = outcomeOf(failure, samples.length, gathered.outcome.stderr.slice(-stderrKept));
  const evidence = [...gathered.evidence];
  return {
    schema: 'run/1',
    index: run.index,
    round: run.round,
    order: run.order,
    case: run.caseId,
    asked: { ...askedValues(planned.constraints) },
    applied: { ...gathered.applied },
    startedUtc,
    durationMs: gathered.outcome.durationMs,
    command: [...context.workload.argv],
    outcome,
    evidence,
    verdict: judgeRun({ case: planned, outcome, evidence }),
    samples,
    workload: { ...reading.facts },
    before,
    after: await context.probe.state(),
    warnings: [...warnings, ...reading.warnings],
  };
};
