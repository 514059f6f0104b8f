import type { Plan } from '../plan.ts';

/** Which of the plan's runs one is, from 1: of a whole plan its number, of a shard its place among the shard's. */
export const placeOfRun = ({ runs, shard }: Plan, index: number): number =>
  shard === undefined ? index + 1 : runs.findIndex((run) => run.index === index) + 1;
