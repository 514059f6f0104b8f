import type { Failure } from '../failure.ts';
import type { Case, Plan, Shard } from '../plan.ts';
import type { Profile, WorkloadSpec } from '../profile/profile.ts';
import { createRandom, largestSeed, type Random } from '../random.ts';
import { failed, success, type Result } from '../result.ts';
import {
  fewestRounds,
  mostRounds,
  resolveAdaptive,
  type AdaptiveOptions,
} from './adaptive-rounds.ts';
import { listCases, listFixedCases } from './cases.ts';
import { listDesignCases } from './design-cases.ts';
import type { Design } from './design.ts';
import { orderRuns } from './order-runs.ts';
import { splitPlan } from './split-plan.ts';
import { listTests } from './tests.ts';

/** How a profile is made into a plan. */
export interface PlanOptions extends AdaptiveOptions {
  /** Decides the order of cases; a whole number from 0 to 2^32 - 1. */
  readonly seed: number;
  /** Rounds that count, from 1 to 1000, the fewest where rounds are added; the profile's when absent. */
  readonly rounds?: number;
  /** A first look: few rounds, small tests, the first sweep; the profile adds no rounds to it. */
  readonly quick: boolean;
  /** In place of the one-factor sweeps. */
  readonly design?: Design;
  /** False: disturbed runs are neither marked nor repeated. True when absent. */
  readonly gate?: boolean;
  /** The only part of the plan that is wanted; rounds are then fixed. The whole plan when absent. */
  readonly shard?: Shard;
}

const checkOptions = ({ seed, rounds }: PlanOptions): Failure | undefined => {
  const isWhole = (value: number, min: number, max: number): boolean =>
    Number.isInteger(value) && value >= min && value <= max;
  const invalid = (option: string, min: number, max: number, got: number): Failure => ({
    reason: 'invalid-option',
    option,
    expected: `a whole number from ${min} to ${max}`,
    got: String(got),
  });
  if (!isWhole(seed, 0, largestSeed)) return invalid('--seed', 0, largestSeed, seed);
  return rounds === undefined || isWhole(rounds, 1, mostRounds)
    ? undefined
    : invalid('--rounds', 1, mostRounds, rounds);
};

/** One length: a small one, or the smallest of the profile where that is smaller still. */
const shortest = (lengths: readonly number[], small: number): readonly number[] =>
  lengths.length === 0 ? [] : [Math.min(small, ...lengths)];

const withoutAdaptive = ({ adaptive: _adaptive, ...rest }: WorkloadSpec): WorkloadSpec => rest;
const withoutGate = ({ disturbance: _disturbance, ...rest }: WorkloadSpec): WorkloadSpec => rest;

const shorten = (profile: Profile): Profile => ({
  ...profile,
  sweeps: profile.sweeps.slice(0, 1),
  workload: {
    ...withoutAdaptive(profile.workload),
    prompt: shortest(profile.workload.prompt, 64),
    gen: shortest(profile.workload.gen, 32),
    depth: profile.workload.depth.slice(0, 1),
    rounds: 3,
  },
});

/** A number of rounds that is asked for is exact, unless more are allowed for in the same breath. */
const withRounds = (workload: WorkloadSpec, options: PlanOptions): WorkloadSpec => {
  const { rounds, maxRounds, halfWidth } = options;
  if (rounds === undefined) return workload;
  const isExact = maxRounds === undefined && halfWidth === undefined;
  return { ...(isExact ? withoutAdaptive(workload) : workload), rounds };
};

/** Rounds of a shard are fixed: no machine sees the intervals of all of them. */
const fixRounds = (given: WorkloadSpec, options: PlanOptions): Result<WorkloadSpec, Failure> => {
  const { shard, maxRounds, halfWidth } = options;
  const workload = withRounds(given, options);
  if (shard === undefined) return success(workload);
  if (maxRounds === undefined && halfWidth === undefined) return success(withoutAdaptive(workload));
  return failed({
    reason: 'invalid-option',
    option: '--shard',
    expected: 'a fixed number of rounds (--rounds N), for no shard sees the intervals of all',
    got: maxRounds === undefined ? '--half-width' : '--max-rounds',
  });
};

/** The profile as it will be measured: shortened, with other rounds, without the gate, or as it is. */
const resolve = (given: Profile, options: PlanOptions): Result<Profile, Failure> => {
  const chosen = options.quick ? shorten(given) : given;
  const fixed = fixRounds(chosen.workload, options);
  if (!fixed.ok) return fixed;
  const workload = fixed.value;
  const adaptive = resolveAdaptive(workload, options);
  if (!adaptive.ok) return adaptive;
  const resolved: WorkloadSpec = {
    ...(options.gate === false ? withoutGate(workload) : workload),
    ...(adaptive.value === undefined ? {} : { adaptive: adaptive.value }),
  };
  return success({ ...chosen, workload: resolved });
};

const chooseCases = (
  profile: Profile,
  { design }: PlanOptions,
  random: Random,
): Result<readonly Case[], Failure> => {
  if (design === undefined) return success(listCases(profile));
  const designed = listDesignCases(profile, design, random);
  return designed.ok ? success([...listFixedCases(profile), ...designed.value]) : designed;
};

/**
 * Everything that will be measured, in the order in which it will be measured; the same profile and
 * options always give the same plan. The plan's profile is the one that is really measured. Where
 * rounds are added, the plan holds all that may be made, and its first rounds are those that it would
 * have without.
 */
export const expandPlan = (given: Profile, options: PlanOptions): Result<Plan, Failure> => {
  const invalid = checkOptions(options);
  if (invalid !== undefined) return failed(invalid);
  const resolved = resolve(given, options);
  if (!resolved.ok) return resolved;
  const profile = resolved.value;
  const random = createRandom(options.seed);
  const listed = chooseCases(profile, options, random);
  if (!listed.ok) return listed;
  const cases = listed.value;
  const { workload } = profile;
  const rounds = workload.adaptive?.maxRounds ?? workload.rounds;
  const plan: Plan = {
    schema: 'plan/1',
    profile,
    seed: options.seed,
    indicative: options.quick || workload.rounds < fewestRounds,
    reference: profile.constraints.tier === undefined ? 'baseline' : 'null',
    ...(options.design === undefined ? {} : { design: options.design }),
    tests: listTests(workload),
    cases,
    runs: orderRuns(cases, workload.warmupRounds, rounds, random),
  };
  return options.shard === undefined ? success(plan) : splitPlan(plan, options.shard);
};
