import { describe, expect, it } from 'vitest';
import { listTests } from '../../../../src/model/plan/tests.ts';
import { testName } from '../../../../src/model/test-name.ts';

describe('listTests', () => {
  it('follows llama-bench: for each depth the prompts, then the generations', () => {
    const tests = listTests({ prompt: [64, 128], gen: [32], depth: [0, 512] });
    expect(tests.map(testName)).toEqual([
      'pp64',
      'pp128',
      'tg32',
      'pp64@d512',
      'pp128@d512',
      'tg32@d512',
    ]);
  });
});
