import type { Failure } from '../failure.ts';
import type { Plan, Shard } from '../plan.ts';
import { failed, success, type Result } from '../result.ts';

const invalid = (expected: string, got: string): Result<never, Failure> =>
  failed({ reason: 'invalid-option', option: '--shard', expected, got });

/** Reads `i/N`: shard i, from 1 to N, of N. */
export const parseShard = (text: string): Result<Shard, Failure> => {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || of === 0)
    return invalid("i/N, shard i of N with whole numbers from 1, such as '1/4'", text);
  return index >= 1 && index <= of
    ? success({ index, of })
    : invalid(`a shard from 1/${of} to ${of}/${of}`, text);
};

/** What a plan's results are called: its profile, and which part it is. */
export const nameOfPlan = ({ profile, shard }: Pick<Plan, 'profile' | 'shard'>): string =>
  shard === undefined ? profile.name : `${profile.name}-shard-${shard.index}-of-${shard.of}`;
