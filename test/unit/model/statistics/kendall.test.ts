import { describe, expect, test } from 'vitest';
import { kendallInterval } from '../../../../src/model/statistics/kendall.ts';

const permutations = (items: readonly number[]): readonly (readonly number[])[] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, at) =>
        permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]),
      );

/** How many orders have each number of discordant pairs between groups. */
const countDiscordant = (groups: readonly number[]): readonly number[] => {
  const x = groups.flatMap((size, group) => Array<number>(size).fill(group));
  const counts: number[] = [];
  for (const order of permutations(x.map((_, at) => at))) {
    let discordant = 0;
    order.forEach((value, at) => {
      for (let later = at + 1; later < order.length; later += 1)
        if (x[later] !== x[at] && (order[later] ?? NaN) < value) discordant += 1;
    });
    counts[discordant] = (counts[discordant] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count);
};

describe('kendallInterval', () => {
  test('agrees with all orders, one by one, with and without ties', () => {
    for (const groups of [
      [1, 1, 1, 1, 1],
      [1, 1, 1, 1, 1, 1, 1],
      [2, 2, 2],
      [3, 1, 3],
      [4, 4],
      [1, 2, 1, 2, 1],
    ]) {
      const counts = countDiscordant(groups);
      const all = counts.reduce((sum, each) => sum + each, 0);
      const missed = (ends: number): number =>
        (2 * counts.slice(0, ends).reduce((sum, each) => sum + each, 0)) / all;
      const found = kendallInterval(groups);
      expect(missed(found?.rank ?? 0), groups.join()).toBeLessThanOrEqual(0.05);
      expect(missed((found?.rank ?? 0) + 1)).toBeGreaterThan(0.05);
      if (found !== undefined) expect(found.coverage).toBeCloseTo(1 - missed(found.rank), 12);
    }
  });

  test('does not exist below 5 points of different x', () => {
    for (const count of [0, 1, 2, 3, 4])
      expect(kendallInterval(Array<number>(count).fill(1))).toBeUndefined();
    expect(kendallInterval(Array<number>(5).fill(1))?.rank).toBe(1);
  });

  test('meets the normal approximation where that takes over', () => {
    const [counted, approximate] = [50, 51].map((count) =>
      kendallInterval(Array<number>(count).fill(1)),
    );
    expect(counted?.coverage).not.toBe(0.95);
    expect(approximate?.coverage).toBe(0.95);
    expect((counted?.rank ?? NaN) / 1225).toBeCloseTo((approximate?.rank ?? NaN) / 1275, 2);
  });
});
