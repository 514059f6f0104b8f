import type { Failure, Miss } from '../model/failure.ts';
import type { Case } from '../model/plan.ts';
import type { Constraints } from '../model/profile/profile.ts';
import type { ProgramRecord } from '../model/program-record.ts';
import { judgeProgram, type JudgedProgram } from '../model/program-verdict.ts';
import { askedValues } from '../model/profile/parameter-value.ts';
import { renderFailure } from '../model/render-failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { AttachedEnd, AttachedRunner, SignalSource } from '../ports/attached-runner.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConstraintDriver, ConstraintLease, HeldFile } from '../ports/constraint.ts';
import { acquireLeases, commandWithin, environmentOf } from './acquire-leases.ts';
import { LeaseStack } from './lease-stack.ts';

/** What a program is run with. */
export interface ProgramContext {
  readonly drivers: readonly ConstraintDriver[];
  readonly programs: AttachedRunner;
  readonly signals: SignalSource;
  readonly clock: Clock;
  /** The caller's own LD_PRELOAD, which stays in force behind the drivers' libraries. */
  readonly preload: string | undefined;
}

/** A program and what it is put under. */
export interface ProgramRequest {
  readonly program: string;
  readonly command: readonly string[];
  readonly case: Case;
  readonly nominal: Constraints;
  /** What the constraints hold; at least one where there are drivers. */
  readonly files: readonly HeldFile[];
  readonly seed: number;
  /** Tells this run from every other one on the machine; letters, digits and dashes. */
  readonly name: string;
}

/** What a run of a program shows by itself. */
export type ProgramRun = Pick<
  ProgramRecord,
  | 'startedUtc'
  | 'wallNs'
  | 'end'
  | 'asked'
  | 'applied'
  | 'evidence'
  | 'verdict'
  | 'verdicts'
  | 'warnings'
>;

type Observed = Pick<ProgramRecord, 'applied' | 'evidence'> &
  Pick<JudgedProgram, 'problem' | 'idle'>;
type Gathered = Pick<ProgramRecord, 'startedUtc' | 'wallNs'> & {
  readonly end: AttachedEnd;
  readonly observed: Observed;
};

/** The caller's own LD_PRELOAD comes behind what the leases add. */
const withPreload = (
  env: Readonly<Record<string, string>>,
  preload: string | undefined,
): Readonly<Record<string, string>> => {
  const { LD_PRELOAD: own } = env;
  return own === undefined || preload === undefined || preload === ''
    ? env
    : { ...env, LD_PRELOAD: `${own}:${preload}` };
};

/**
 * What a lease saw. That a constraint was never in the program, or never came to act in it, is a verdict on
 * how the program was run; whatever else keeps the evidence away is a problem of its own.
 */
const observeOne = async (lease: ConstraintLease, warnings: string[]): Promise<Observed> => {
  const counted = await lease.live();
  const seen = await lease.observe();
  if (seen.ok) {
    warnings.push(...seen.value.warnings);
    return { applied: lease.applied, evidence: seen.value.evidence };
  }
  const { applied } = lease;
  const why = renderFailure(seen.failure).message;
  if (seen.failure.reason !== 'evidence-missing') return { applied, evidence: [], problem: why };
  if (counted === undefined) return { applied, evidence: [] };
  return counted.bytesFetched === 0
    ? { applied, evidence: [], idle: why }
    : { applied, evidence: [], problem: why };
};

const observe = async (
  leases: readonly ConstraintLease[],
  warnings: string[],
): Promise<Observed> => {
  const seen: Observed[] = [];
  for (const lease of leases) seen.push(await observeOne(lease, warnings));
  const problem = seen.find((each) => each.problem !== undefined)?.problem;
  const idle = seen.find((each) => each.idle !== undefined)?.idle;
  return {
    applied: Object.assign({}, ...seen.map(({ applied }) => applied)) as Record<string, number>,
    evidence: seen.flatMap(({ evidence }) => evidence),
    ...(problem === undefined ? {} : { problem }),
    ...(idle === undefined ? {} : { idle }),
  };
};

/** What the constraints act on; where no file was named, the program's own, which has nothing to hold. */
export const heldFile = ({ files, program }: Pick<ProgramRequest, 'files' | 'program'>): HeldFile =>
  files[0] ?? { path: program, bytes: 0 };

/** Acquires every constraint, runs the program inside them, looks, and releases them in reverse. */
const gather = async (
  context: ProgramContext,
  request: ProgramRequest,
  warnings: string[],
): Promise<Result<Gathered, Failure>> => {
  await using stack = new LeaseStack((problem) => warnings.push(problem));
  const { case: subject, nominal, seed, name } = request;
  const held = heldFile(request);
  const more = request.files.slice(1);
  const acquired = await acquireLeases(
    context.drivers,
    { case: subject, nominal, model: held, more, seed, name },
    stack,
  );
  if (!acquired.ok) return acquired;
  const { leases, scope } = acquired.value;
  const [given = '', ...rest] = request.command;
  const [path = '', ...args] = commandWithin(acquired.value, [request.program, ...rest], held);
  const startedUtc = context.clock.utc();
  const began = context.clock.monotonicNs();
  const end = await context.programs.run({
    path,
    name: scope === undefined ? given : path,
    args,
    env: withPreload(environmentOf(leases), context.preload),
    signals: context.signals,
  });
  const wallNs = context.clock.monotonicNs() - began;
  const killed = await scope?.kill();
  const left = killed?.ok === false ? renderFailure(killed.failure).message : undefined;
  if (left !== undefined) warnings.push(left);
  const seen = await observe(leases, warnings);
  const observed = left === undefined ? seen : { problem: left, ...seen };
  return success({ startedUtc, wallNs, end, observed });
};

/** Runs the user's program once under one case, on the user's own streams, and judges what the constraints did. */
export const runProgram = async (
  context: ProgramContext,
  request: ProgramRequest,
): Promise<Result<ProgramRun, Failure>> => {
  const misses: Miss[] = [];
  for (const driver of context.drivers)
    if (driver.concerns(request.case))
      misses.push(...(await driver.check([request.case], heldFile(request))));
  if (misses.length > 0) return failed({ reason: 'missing-requirements', misses });
  const warnings: string[] = [];
  const gathered = await gather(context, request, warnings);
  if (!gathered.ok) return gathered;
  const { startedUtc, wallNs, end, observed } = gathered.value;
  if (end.how === 'not-started')
    return failed({ reason: 'program-not-started', problem: end.problem, found: end.found });
  const { applied, evidence } = observed;
  const judgement = judgeProgram({
    case: request.case,
    files: request.files.map(({ path }) => path),
    ...observed,
  });
  return success({
    startedUtc,
    wallNs,
    end,
    asked: askedValues(request.case.constraints),
    applied,
    evidence,
    ...judgement,
    warnings,
  });
};
