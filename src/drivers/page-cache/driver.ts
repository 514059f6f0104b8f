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
  HeldFile,
  Observation,
} from '../../ports/constraint.ts';
import type { PageCache } from '../../ports/page-cache.ts';
import type { Scope } from '../../ports/scope.ts';
import { startDropper, type Dropped, type Dropper } from './dropper.ts';

/** What the driver needs. */
export interface PageCacheDriverContext {
  readonly pageCache: PageCache;
  readonly clock: Clock;
  /** Before a run, the page cache of the whole machine is evicted, not only the model's. */
  readonly dropGlobal: boolean;
}

const totalBytes = (files: readonly HeldFile[]): Bytes =>
  files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Gives how much of the files is in memory nonetheless; undefined where the host cannot tell. */
const evictBefore = async (
  { pageCache, dropGlobal }: PageCacheDriverContext,
  files: readonly HeldFile[],
): Promise<Result<Bytes | undefined, Failure>> => {
  if (dropGlobal) {
    const evicted = await pageCache.evictAll();
    if (!evicted.ok) return evicted;
  }
  let resident: Bytes | undefined = 0;
  for (const { path } of files) {
    // What the scope's driver has evicted already costs next to nothing here.
    const evicted = dropGlobal ? success(undefined) : await pageCache.evict(path);
    if (!evicted.ok) return evicted;
    const own = await pageCache.resident(path);
    resident = own === undefined || resident === undefined ? undefined : resident + own;
  }
  return success(resident);
};

const nothingDropped: Dropped = { droppedBytes: 0, runningNs: 0, turns: 0, shortTurns: 0 };

interface Parts {
  readonly scope: Scope;
  readonly constraint: PageCacheConstraint;
  readonly dropper: Dropper | undefined;
  readonly residentBeforeBytes: Bytes | undefined;
  readonly modelBytes: Bytes;
}

const observe = async (parts: Parts): Promise<Result<Observation, Failure>> => {
  const { scope, dropper, constraint, residentBeforeBytes, modelBytes } = parts;
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
    residentBeforeBytes,
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

/** Evicts the model before a run, and takes page cache away from the workload while it runs. */
export const createPageCacheDriver = (context: PageCacheDriverContext): ConstraintDriver => ({
  name: 'page cache',

  concerns: ({ constraints }) => constraints.pageCache !== undefined,

  // Whether page cache can be taken away from a scope is the scope's to check.
  check: () => Promise.resolve([]),

  async acquire(request: ConstraintRequest): Promise<Result<ConstraintLease, Failure>> {
    const { scope, model, more } = request;
    const constraint = request.case.constraints.pageCache;
    if (scope === undefined || constraint === undefined)
      throw new Error('Internal error: page cache cannot be dropped without a scope');
    const files = [model, ...(more ?? [])];
    const resident =
      constraint.before === 'each-run' ? await evictBefore(context, files) : success(undefined);
    if (!resident.ok) return resident;
    const { drop } = constraint;
    const dropper = drop === undefined ? undefined : startDropper(context.clock, scope, drop);
    return success(
      leaseOf({
        scope,
        constraint,
        dropper,
        residentBeforeBytes: resident.value,
        modelBytes: totalBytes(files),
      }),
    );
  },
});
