import type { Failure, Miss } from '../../model/failure.ts';
import { findEvictingConstraint } from '../../model/page-cache/evicting-constraint.ts';
import type { Case } from '../../model/plan.ts';
import { success, type Result } from '../../model/result.ts';
import type { StartEvidence } from '../../model/start-evidence.ts';
import { describeQuantity, type Bytes } from '../../model/units.ts';
import type {
  ConstraintDriver,
  ConstraintLease,
  ConstraintRequest,
  HeldFile,
  Observation,
} from '../../ports/constraint.ts';
import { checkEviction } from './check.ts';
import type { StartContext } from './context.ts';
import { evictFiles, fillFiles, warnOfStaying, type Prepared } from './prepare.ts';
import { lookAt, sizeOf } from './residency.ts';

const prepare = async (
  context: StartContext,
  { case: subject }: ConstraintRequest,
  files: readonly HeldFile[],
  evicts: boolean,
): Promise<Result<Prepared, Failure>> => {
  const { asked, dropGlobal, pageCache } = context;
  if (evicts) {
    const everything = dropGlobal && subject.constraints.pageCache?.before === 'each-run';
    return await evictFiles(context, files, everything);
  }
  return asked === 'warm'
    ? await fillFiles(context, files)
    : success({ residency: await lookAt(pageCache, files) });
};

/** It holds nothing: a start is over when the workload begins. */
const leaseOf = (observation: Observation): ConstraintLease => ({
  applied: {},
  env: {},
  live: () => Promise.resolve(undefined),
  observe: () => Promise.resolve(success(observation)),
  [Symbol.asyncDispose]: () => Promise.resolve(),
});

/** Why it is not sure that runs start warm; undefined where it is. */
const doubtOf = (
  { residency, availableBytes }: Prepared,
  modelBytes: Bytes,
): string | undefined => {
  if (residency.bytes === undefined)
    return 'whether the model is in memory when a run begins is not known: it is read before each run; install util-linux, whose fincore tells, and use a model file that is yours';
  if (availableBytes === undefined || availableBytes >= modelBytes) return undefined;
  const [size, room] = [modelBytes, availableBytes].map((value) =>
    describeQuantity('bytes', value),
  );
  return `runs cannot start warm: the model has ${size ?? ''}, and ${room ?? ''} of memory are available; each starts from what is left there of it`;
};

/**
 * Prepares the page cache for a run, the last thing before it: evicts the model where that is asked
 * or where a constraint acts only on pages that the workload brings in, reads it in where a warm start
 * is asked, and records how much of it is in memory. Comes after all other drivers, so that it sees
 * the model as the workload will, on a volume too.
 */
export const createStartDriver = (context: StartContext): ConstraintDriver => {
  const { asked, pageCache, warn } = context;
  let hasWarned = false;
  const warnOnce = (doubt: string | undefined): void => {
    if (doubt === undefined || hasWarned) return;
    hasWarned = true;
    warn(doubt);
  };

  return {
    name: 'start',

    concerns: ({ constraints: { memory, pageCache: cached } }) =>
      asked !== undefined || memory !== undefined || cached !== undefined,

    async check(cases: readonly Case[], model: HeldFile): Promise<readonly Miss[]> {
      const isCold = asked === 'cold';
      const evicts =
        isCold ||
        cases.some((each) => findEvictingConstraint(each, each.constraints) !== undefined);
      return model.bytes > 0 && evicts ? await checkEviction(pageCache, model, isCold) : [];
    },

    async acquire(request: ConstraintRequest): Promise<Result<ConstraintLease, Failure>> {
      const files = [request.model, ...(request.more ?? [])];
      const modelBytes = sizeOf(files);
      if (modelBytes === 0) return success(leaseOf({ evidence: [], tests: [], warnings: [] }));
      const evictedFor = findEvictingConstraint(request.case, request.nominal);
      const evicts = asked === 'cold' || evictedFor !== undefined;
      const prepared = await prepare(context, request, files, evicts);
      if (!prepared.ok) return prepared;
      const { residency, availableBytes } = prepared.value;
      if (asked === 'warm' && !evicts) warnOnce(doubtOf(prepared.value, modelBytes));
      const evidence: StartEvidence = {
        kind: 'start',
        ...(asked === undefined ? {} : { asked }),
        ...(evictedFor === undefined ? {} : { evictedFor }),
        ...(residency.bytes === undefined ? {} : { residentBytes: residency.bytes }),
        modelBytes,
        ...(availableBytes === undefined ? {} : { availableBytes }),
      };
      const warnings = evictedFor === undefined ? [] : warnOfStaying(residency);
      return success(leaseOf({ evidence: [evidence], tests: [], warnings }));
    },
  };
};
