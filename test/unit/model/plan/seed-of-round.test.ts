import { expect, it } from 'vitest';
import { seedOfRound } from '../../../../src/model/plan/seed-of-round.ts';

it('each round draws by another seed, from the one of the plan on', () => {
  expect([-2, -1, 0, 1, 5].map((round) => seedOfRound(7, round))).toEqual([5, 6, 7, 8, 12]);
});

it('a seed stays a whole number of 32 bits', () => {
  expect(seedOfRound(2 ** 32 - 1, 1)).toBe(0);
  expect(seedOfRound(0, -1)).toBe(2 ** 32 - 1);
});
