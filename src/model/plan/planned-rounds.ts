import type { Plan } from '../plan.ts';

/** The fewest rounds that count: the profile's, or of a shard those of which it has a part. */
export const plannedRounds = ({ profile, runs, shard }: Plan): number =>
  shard === undefined
    ? profile.workload.rounds
    : new Set(runs.filter(({ round }) => round >= 0).map(({ round }) => round)).size;
