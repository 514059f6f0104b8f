import type { Disturbance, HostActivity } from '../model/disturbance/activity.ts';
import { circumstancesOf } from '../model/disturbance/circumstances.ts';
import { judgeDisturbance } from '../model/disturbance/judge.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Failure } from '../model/failure.ts';
import type { Case, PlannedRun } from '../model/plan.ts';
import { seedOfRound } from '../model/plan/seed-of-round.ts';
import { askedValues } from '../model/profile/parameter-value.ts';
import { renderFailure } from '../model/render-failure.ts';
import type { Outcome, RunRecord } from '../model/run-record.ts';
import { describeOutOfMemory } from '../model/verdict/out-of-memory.ts';
import { judgeRun } from '../model/verdict.ts';
import type { ConstraintLease, ObservedTest } from '../ports/constraint.ts';
import type { ProcessOutcome } from '../ports/process-runner.ts';
import { acquireLeases, appliedBy } from './acquire-leases.ts';
import { joinSamples } from './join-samples.ts';
import { LeaseStack } from './lease-stack.ts';
import type { RunContext } from './run-context.ts';
import { runWorkload, type Survival } from './run-workload.ts';

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
  /** Absent when nothing was started. */
  readonly activity?: HostActivity;
  readonly applied: Readonly<Record<string, number>>;
  readonly failure?: Failure;
  readonly survival?: Survival;
}

/** How an attempt at a run ended. */
interface CaseEnd {
  /** Absent when it was cancelled, or may have measured something else than was planned. */
  readonly record?: RunRecord;
  /** Why no further run can be made. */
  readonly stop?: Failure;
}

/** What every lease saw; of several that could not say, the first failure. */
const observeAll = async (
  leases: readonly ConstraintLease[],
  warnings: string[],
): Promise<Observed & { readonly failure?: Failure }> => {
  let observed: Observed & { readonly failure?: Failure } = { tests: [], evidence: [] };
  for (const lease of leases) {
    const seen = await lease.observe();
    if (!seen.ok) {
      observed = { failure: seen.failure, ...observed };
      continue;
    }
    warnings.push(...seen.value.warnings);
    observed = {
      ...observed,
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
  const request = {
    case: planned,
    nominal: context.plan.profile.constraints,
    model: context.model,
    seed: seedOfRound(context.plan.seed, run.round),
    name: `${context.name}-${run.index}${run.attempt === undefined ? '' : `-${run.attempt}`}`,
  };
  const acquired = await acquireLeases(context.drivers, request, stack);
  if (!acquired.ok)
    return { outcome: nothingRan, applied: {}, tests: [], evidence: [], failure: acquired.failure };
  const { leases } = acquired.value;
  const { name } = request;
  const ended = await runWorkload(context, run, acquired.value, { name, warnings });
  const survivors = ended.survival?.failure;
  if (survivors !== undefined) warnings.push(renderFailure(survivors).message);
  const observed = await observeAll(leases, warnings);
  // After the observation, which is when some leases read back what was in force.
  const applied = appliedBy(leases);
  return {
    ...(survivors === undefined ? {} : { failure: survivors }),
    ...ended,
    applied,
    ...observed,
  };
};

const stderrKept = 4000;

const outcomeOf = (
  failure: Failure | undefined,
  samples: number,
  { outcome, evidence }: Gathered,
): Outcome => {
  if (failure === undefined) return { status: 'completed' };
  const status = samples > 0 ? 'partial' : 'failed';
  const problem = describeOutOfMemory(evidence) ?? renderFailure(failure).message;
  return { status, problem, stderr: outcome.stderr.slice(-stderrKept) };
};

/** What was seen of disturbances; without limits nothing is one. */
const disturbanceOf = (
  { plan, model }: RunContext,
  planned: Case,
  activity: HostActivity | undefined,
  facts: RunRecord['workload'],
): Disturbance | undefined => {
  const limits = plan.profile.workload.disturbance;
  if (activity === undefined) return undefined;
  const circumstances = circumstancesOf(plan, planned, model.bytes, facts);
  const why = limits === undefined ? [] : judgeDisturbance(activity, limits, circumstances);
  return { activity, why: [...why] };
};

/** Processes that outlived the release of everything: a further run would share the machine with them. */
const whyStop = async ({ survival }: Gathered): Promise<Failure | undefined> => {
  if (survival === undefined) return undefined;
  const pids = await survival.pids();
  return pids.length === 0 ? undefined : survival.failure;
};

/** What a changed file made of the run, where it made something of it. */
const withConsequence = (changed: Failure, ended: Failure | undefined): Failure => {
  if (changed.reason !== 'input-changed' || ended === undefined) return changed;
  const [consequence = ''] = renderFailure(ended).message.split('\n');
  return { ...changed, consequence };
};

/** One run of the workload under one case. */
export const runCase = async (context: RunContext, run: PlannedRun): Promise<CaseEnd> => {
  const planned = context.plan.cases.find((each) => each.id === run.caseId);
  if (planned === undefined) throw new Error(`Internal error: no case '${run.caseId}' in the plan`);
  const warnings: string[] = [...(context.cautions?.get(run.caseId) ?? [])];
  const unchanged = await context.inputs.check();
  if (!unchanged.ok) return { stop: unchanged.failure };
  warnings.push(...unchanged.value);
  const startedUtc = context.clock.utc();
  const before = await context.probe.state();
  const gathered = await gather(context, run, planned, warnings);
  if (context.signal.aborted) return {};
  const ran = gathered.outcome !== nothingRan;
  const reading = ran
    ? context.workload.read(gathered.outcome)
    : { tests: [], facts: {}, failure: undefined, warnings: [] };
  const stillUnchanged = await context.inputs.check();
  if (!stillUnchanged.ok)
    return { stop: withConsequence(stillUnchanged.failure, reading.failure ?? gathered.failure) };
  warnings.push(...stillUnchanged.value);
  // What the program itself reports comes first: missing evidence is a consequence of it.
  const failure = reading.failure ?? gathered.failure;
  const samples = joinSamples(context.workload.tests, reading.tests, gathered.tests);
  const outcome = outcomeOf(failure, samples.length, gathered);
  const evidence = [...gathered.evidence];
  const disturbance = disturbanceOf(context, planned, gathered.activity, reading.facts);
  const record: RunRecord = {
    schema: 'run/1',
    index: run.index,
    round: run.round,
    order: run.order,
    attempt: run.attempt ?? 0,
    ...(context.plan.shard === undefined ? {} : { shard: context.plan.shard.index }),
    case: run.caseId,
    asked: { ...askedValues(planned.constraints) },
    applied: { ...gathered.applied },
    startedUtc,
    durationMs: gathered.outcome.durationMs,
    command: [...context.workload.argv],
    outcome,
    evidence,
    ...(disturbance === undefined ? {} : { disturbance }),
    ...judgeRun({ case: planned, outcome, evidence, disturbed: disturbance?.why ?? [] }),
    samples,
    workload: { ...reading.facts },
    before,
    after: await context.probe.state(),
    warnings: [...warnings, ...reading.warnings],
  };
  const stop = await whyStop(gathered);
  return stop === undefined ? { record } : { record, stop };
};
