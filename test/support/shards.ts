import type { Dataset } from '../../src/model/dataset.ts';
import type { HostFacts } from '../../src/model/host-facts.ts';
import type { MergeSource } from '../../src/model/merge/source.ts';
import { splitPlan } from '../../src/model/plan/split-plan.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Result } from '../../src/model/result.ts';
import {
  baselineCase,
  makeCase,
  makeHostFacts,
  makeManifest,
  makePlan,
  makeProfile,
  makeRunRecord,
  makeRuns,
  makeWorkloadSpec,
  nullCase,
} from './factory.ts';

/** The value of a result that must be one. */
export const valueOf = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};

/** The shards that a plan is divided into. */
export const splitAll = (plan: Plan, of: number): readonly Plan[] =>
  Array.from({ length: of }, (_, at) => valueOf(splitPlan(plan, { index: at + 1, of })));

const createdUtc = (index: number): string =>
  new Date(Date.UTC(2026, 2, 1, 12, 0, 60 - index)).toISOString();

/** The shards of a recorded sweep as several machines would have recorded them; `hostOf` tells each one's. */
export const shardSweep = (
  { manifest, runs }: Dataset,
  of: number,
  hostOf: (index: number) => Partial<HostFacts> = (index) => ({ hostname: `node-${index}` }),
): readonly Dataset[] =>
  splitAll(manifest.plan, of).map((plan, at) => {
    const index = at + 1;
    const own = new Set(plan.runs.map((run) => run.index));
    return {
      manifest: makeManifest({
        ...{ ...manifest, plan, createdUtc: createdUtc(index) },
        command: ['emulate', '--profile', 'hbf-50gbps', '--shard', `${index}/${of}`],
        host: makeHostFacts(hostOf(index)),
      }),
      runs: runs.filter((run) => own.has(run.index)).map((run) => ({ ...run, shard: index })),
    };
  });

/** A small sweep of two levels with every run of its plan recorded once. */
export const makeSmallSweep = (rounds: number, warmupRounds = 1): Dataset => {
  const cases = [baselineCase, nullCase, makeCase({ id: 'fast' }), makeCase({ id: 'slow' })];
  const profile = makeProfile({ workload: makeWorkloadSpec({ rounds, warmupRounds }) });
  const plan = makePlan({ profile, cases, runs: makeRuns(cases, rounds, warmupRounds) });
  const runs = plan.runs.map(({ index, round, order, caseId }) =>
    makeRunRecord({ index, round, order, case: caseId }),
  );
  return { manifest: makeManifest({ plan }), runs };
};

/** Recorded shards as folders that are to be merged, named by their numbers. */
export const asSources = (shards: readonly Dataset[]): readonly MergeSource[] =>
  shards.map(({ manifest, runs }) => ({
    folder: `shards/${manifest.plan.shard?.index ?? 'whole'}`,
    manifest,
    runs,
  }));
