import type { Plan } from '../plan.ts';

/** Runs that are made in any case: those of the warm-up and of the fewest rounds. */
export const leastRuns = ({ runs, profile }: Plan): number =>
  runs.filter(({ round }) => round < profile.workload.rounds).length;
