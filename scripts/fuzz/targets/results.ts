import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readResults } from '../../../src/store/read-results.ts';
import { insist, insistFailure, insistFinite, insistShowable } from '../properties.ts';
import { makeRecorded, readRecorded } from '../recorded.ts';
import type { LoadTarget } from '../target.ts';

export const loadResults: LoadTarget = async (folder) => {
  const recorded = await readRecorded();
  return {
    name: 'results',
    make: (chance) => makeRecorded(chance, recorded),
    check: async (input) => {
      for (const [name, content] of Object.entries(input))
        await writeFile(join(folder, name), content);
      const results = await readResults(folder);
      if (!results.ok) {
        insistFailure(results.failure);
        return 'refused';
      }
      insistFinite(results.value);
      for (const { samples } of results.value.runs)
        for (const { repetitionsNs, tokensPerSecond } of samples)
          insist(Math.min(tokensPerSecond, ...repetitionsNs) > 0, 'a sample has no speed');
      for (const warning of results.value.warnings) insistShowable(warning);
      return 'taken';
    },
  };
};
