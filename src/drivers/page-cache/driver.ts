import type { Failure } from '../../model/failure.ts';
import type { PageCacheEvidence } from '../../model/kernel-evidence.ts';
import type { PageCacheConstraint } from '../../model/profile/profile.ts';
import { renderFailure } from '../../model/render-failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Bytes } from '../../model/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type {
  ConstraintDriver,
  ConstraintLease,
  ConstraintRequest,
  Observation,
} from '../../ports/constraint.ts';
import type { Scope } from '../../ports/scope.ts';
import { startDropper, type Dropped, type Dropper } from './dropper.ts';

const nothingDropped: Dropped = { droppedBytes: 0, runningNs: 0, turns: 0, shortTurns: 0 };

interface Parts {
  readonly scope: Scope;
  readonly constraint: PageCacheConstraint;
  readonly dropper: Dropper | undefined;
  readonly modelBytes: Bytes;
}

const observe = async (parts: Parts): Promise<Result<Observation, Failure>> => {
  const { scope, dropper, constraint, modelBytes } = parts;
  const dropped = dropper === undefined ? success(nothingDropped) : await dropper.finish();
  if (!dropped.ok) return dropped;
  const counters = await scope.counters();
  if (!counters.ok)
    return failed({
      reason: 'evidence-missing',
      problem: `the counters of the scope '${scope.place}' could not be read after the run: ${renderFailure(counters.failure).message}`,
    });
  const evidence: PageCacheEvidence = {
    kind: 'page-cache',
    drop: constraint.drop,
    ...dropped.value,
    refaultedBytes: counters.value.refaultedBytes,
    modelBytes,
  };
  return success({ evidence: [evidence], tests: [], warnings: [] });
};

const leaseOf = (parts: Parts): ConstraintLease => {
  const { drop } = parts.constraint;
  return {
    // Nobody but the dropper keeps the rate, so there is nothing else to read it back from.
    applied: drop === undefined ? {} : { 'pageCache.drop': drop },
    env: {},
    live: () => Promise.resolve(undefined),
    observe: () => observe(parts),
    [Symbol.asyncDispose]: async () => {
      await parts.dropper?.[Symbol.asyncDispose]();
    },
  };
};

/** Takes page cache away from the workload while it runs. */
export const createPageCacheDriver = (clock: Clock): ConstraintDriver => ({
  name: 'page cache',

  concerns: ({ constraints }) => constraints.pageCache !== undefined,

  // Whether page cache can be taken away from a scope is the scope's to check.
  check: () => Promise.resolve([]),

  acquire(request: ConstraintRequest): Promise<Result<ConstraintLease, Failure>> {
    const { scope, model, more } = request;
    const constraint = request.case.constraints.pageCache;
    if (scope === undefined || constraint === undefined)
      throw new Error('Internal error: page cache cannot be dropped without a scope');
    const { drop } = constraint;
    const modelBytes = [model, ...(more ?? [])].reduce((sum, { bytes }) => sum + bytes, 0);
    const dropper = drop === undefined ? undefined : startDropper(clock, scope, drop);
    return Promise.resolve(success(leaseOf({ scope, constraint, dropper, modelBytes })));
  },
});
