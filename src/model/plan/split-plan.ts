import type { Failure } from '../failure.ts';
import type { Case, Plan, PlannedRun, Shard } from '../plan.ts';
import { countText } from '../count-text.ts';
import { failed, success, type Result } from '../result.ts';

/** Cases of which every shard needs runs of its own in each of its rounds: ratios are taken to them. */
const isReference = ({ kind }: Case): boolean => kind === 'baseline' || kind === 'null';

/** What can be divided: the rounds that count, and within a round the cases that are no reference. */
interface Divisible {
  readonly rounds: number;
  readonly cases: number;
}

const divisible = ({ cases, runs }: Plan): Divisible => ({
  rounds: new Set(runs.filter(({ round }) => round >= 0).map(({ round }) => round)).size,
  cases: cases.filter((each) => !isReference(each)).length,
});

/** Most shards that a plan can be divided into: each needs one case of one round beside the references. */
export const mostShards = (plan: Plan): number => {
  const { rounds, cases } = divisible(plan);
  return rounds * Math.max(1, cases);
};

const tooMany = (plan: Plan, { index, of }: Shard): Failure => {
  const { rounds, cases } = divisible(plan);
  const each =
    cases === 0 ? '' : ` of ${countText(cases, 'case')} beside those that ratios are taken to`;
  return {
    reason: 'invalid-option',
    option: '--shard',
    expected: `i/N with N of at most ${mostShards(plan)}, for the plan has ${countText(rounds, 'round')}${each}`,
    got: `${index}/${of}`,
  };
};

/**
 * The runs of one shard. Up to as many shards as there are rounds, each has whole rounds: shard i of N
 * those of which the number from 0, modulo N, is i - 1. Beyond that the shards of a round divide its cases
 * among them, dealt in the order of the round, and each makes baseline and null for itself. Every shard
 * warms up. Runs keep their numbers and their order.
 */
const runsOf = ({ cases, runs }: Plan, rounds: number, { index, of }: Shard): PlannedRun[] => {
  const references = new Set(cases.filter(isReference).map(({ id }) => id));
  const home = (index - 1) % rounds;
  const part = Math.floor((index - 1) / rounds);
  const dealt = new Map<number, number>();
  return runs.filter(({ round, caseId }) => {
    if (round < 0) return true;
    if (of <= rounds) return round % of === index - 1;
    if (round !== home) return false;
    if (references.has(caseId)) return true;
    const place = dealt.get(round) ?? 0;
    dealt.set(round, place + 1);
    return place % Math.ceil((of - home) / rounds) === part;
  });
};

/**
 * One shard of a plan with a fixed number of rounds: the same for the same plan wherever it is made, with
 * the reference cases in each of its rounds, so that every ratio stays within one machine. All shards
 * together hold every run of the plan; warm-up runs are in all of them, and where a round is divided its
 * reference runs are in each part, all other runs in one shard each.
 */
export const splitPlan = (plan: Plan, shard: Shard): Result<Plan, Failure> => {
  const { rounds } = divisible(plan);
  return shard.of > mostShards(plan)
    ? failed(tooMany(plan, shard))
    : success({ ...plan, shard, runs: runsOf(plan, rounds, shard) });
};
