import type { Failure, Miss } from '../../model/failure.ts';
import type { Case } from '../../model/plan.ts';
import { renderFailure } from '../../model/render-failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { neededControllers, scopeLimits } from '../../model/scope-limits.ts';
import type { BlockDevice, Controller, ScopeRequest } from '../../model/scope.ts';
import type {
  ConstraintDriver,
  ConstraintLease,
  ConstraintRequest,
  HeldFile,
  Observation,
} from '../../ports/constraint.ts';
import type { Scope, ScopeMaker } from '../../ports/scope.ts';
import { checkScopes } from './check.ts';
import { scopeEvidence, type ObservedRun } from './evidence.ts';
import { startSampler, type Sampler, type SamplerContext } from './sampler.ts';

/** What the driver needs. */
export interface ScopeDriverContext extends SamplerContext {
  readonly maker: ScopeMaker;
}

const concerns = ({ constraints }: Case): boolean => neededControllers(constraints).length > 0;

const heldFiles = ({ model, more }: ConstraintRequest): readonly HeldFile[] => [
  model,
  ...(more ?? []),
];

/** Memory is counted wherever it can be: only so can repacked weights be told from the mapped file. */
const controllersOf = ({ constraints }: Case, countsMemory: boolean): readonly Controller[] => {
  const needed = neededControllers(constraints);
  return countsMemory && !needed.includes('memory') ? ['memory', ...needed] : needed;
};

interface Parts {
  readonly run: ObservedRun;
  readonly sampler: Sampler;
  readonly warnings: readonly string[];
}

const observe = async ({
  run,
  sampler,
  warnings,
}: Parts): Promise<Result<Observation, Failure>> => {
  const samples = await sampler.finish();
  if (!samples.ok)
    return failed({
      reason: 'evidence-missing',
      problem: `the counters of the scope '${run.scope.place}' could not be read after the run: ${renderFailure(samples.failure).message}`,
    });
  const evidence = scopeEvidence(run, samples.value);
  return evidence.ok ? success({ evidence: evidence.value, tests: [], warnings }) : evidence;
};

const leaseOf = (parts: Parts): ConstraintLease => {
  const { scope } = parts.run;
  return {
    scope,
    applied: scope.applied,
    env: {},
    live: () => Promise.resolve(undefined),
    observe: () => observe(parts),
    [Symbol.asyncDispose]: async () => {
      await parts.sampler[Symbol.asyncDispose]();
      await scope[Symbol.asyncDispose]();
    },
  };
};

/** A scope whose counters cannot be read proves nothing, so it is not kept. */
const leaseFrom = async (
  context: ScopeDriverContext,
  request: ConstraintRequest,
  { scope, device }: { scope: Scope; device: BlockDevice | undefined },
): Promise<Result<ConstraintLease, Failure>> => {
  const { constraints } = request.case;
  const sampler = await startSampler(context, {
    scope,
    ...(device === undefined ? {} : { device }),
    cpus: constraints.cpu !== undefined,
  });
  if (!sampler.ok) {
    await scope[Symbol.asyncDispose]();
    return sampler;
  }
  const modelBytes = heldFiles(request).reduce((sum, { bytes }) => sum + bytes, 0);
  const run = { scope, constraints, modelBytes, device };
  const warnings = scope.warnings ?? [];
  return success(leaseOf({ run, sampler: sampler.value, warnings }));
};

/**
 * Makes the scope in which a run's workload lives, with the limits of `memory`, `io` and `cpu`, and
 * watches what the kernel counts for it.
 */
export const createScopeDriver = (context: ScopeDriverContext): ConstraintDriver => {
  const { maker, devices } = context;
  let countsMemory: boolean | undefined;
  const canCountMemory = async (): Promise<boolean> => {
    const request: ScopeRequest = { name: 'emulate-check', limits: {}, controllers: ['memory'] };
    countsMemory ??= (await maker.check(request)).length === 0;
    return countsMemory;
  };

  return {
    name: 'scope',
    concerns,

    check: (cases, model): Promise<readonly Miss[]> =>
      checkScopes({ maker, devices }, cases, model),

    async acquire(request: ConstraintRequest): Promise<Result<ConstraintLease, Failure>> {
      const { case: subject, model, name } = request;
      const chain =
        subject.constraints.io === undefined ? undefined : await devices.ofFile(model.path);
      if (chain?.ok === false) return chain;
      const device = chain?.value.device;
      const limits = scopeLimits(subject.constraints, model.bytes, device);
      if (!limits.ok) return failed({ reason: 'invalid-profile', problems: [limits.failure] });
      const scope = await maker.open({
        name: `emulate-${name}`,
        limits: limits.value,
        controllers: controllersOf(subject, await canCountMemory()),
      });
      return scope.ok ? leaseFrom(context, request, { scope: scope.value, device }) : scope;
    },
  };
};
