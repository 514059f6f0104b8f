import { describe, expect, test } from 'vitest';
import { fuzzApart } from '../../../scripts/fuzz/fuzz-apart.ts';
import { grows } from '../../../scripts/fuzz/growth.ts';
import { targets } from '../../../scripts/fuzz/targets.ts';

/** Of each target; `npm run fuzz` tries more, from other seeds. */
const inputs = { seed: 1, first: 0, count: 5000 };

/** A hang is told by the harness itself; this is for a machine on which everything is slow. */
const timeout = 1_200_000;

describe('a reader given 5000 hostile inputs neither throws nor hangs, and takes no more memory', () => {
  test.each(Object.keys(targets))(
    '%s',
    async (name) => {
      const { tried, taken, heap, findings } = await fuzzApart(name, inputs);
      expect(findings.map(({ index, problem }) => `input ${index}: ${problem}`)).toEqual([]);
      expect(tried).toBe(inputs.count);
      // Inputs of which none is taken test nothing but the first check.
      expect(taken).toBeGreaterThan(inputs.count / 100);
      expect(grows(heap)).toBe(false);
    },
    timeout,
  );
});
