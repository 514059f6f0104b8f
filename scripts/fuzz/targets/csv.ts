import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareGrids } from '../../../src/model/compare/compare.ts';
import { renderComparisonJson } from '../../../src/report/compare-json.ts';
import { renderComparisonMarkdown } from '../../../src/report/compare-markdown.ts';
import { renderComparison } from '../../../src/report/compare-text.ts';
import { readGridCsv } from '../../../src/store/read-grid-csv.ts';
import type { Chance } from '../chance.ts';
import { hostileNumbers, hostileTexts } from '../hostile-words.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateText } from '../mutate-text.ts';
import { insistClean, insistFailure, insistNumbers, insistShowable } from '../properties.ts';
import { readSamples } from '../samples.ts';
import type { LoadTarget } from '../target.ts';

const headings: readonly string[] = ['p', 'n', 'pp', 'tg', 'pair', 'round', 'n_prompt', 'x', 'P'];

const cell = (chance: Chance): string => {
  const text = chance.pick(
    chance.oneIn(6) ? hostileTexts : chance.oneIn(4) ? hostileNumbers : ['64', '128', '20.5', ''],
  );
  return chance.oneIn(6) ? `"${text.replaceAll('"', '""')}"` : text;
};

const makeTable = (chance: Chance): string => {
  const columns = ['p', 'n', 'tg', ...headings.filter(() => chance.oneIn(6))];
  const rows = Array.from({ length: chance.below(8) }, () =>
    columns.map((name) =>
      name === 'p' || name === 'n' ? String(chance.below(3) * 64) : cell(chance),
    ),
  );
  const text = [columns, ...rows]
    .map((row) => row.join(','))
    .join(chance.pick(['\n', '\r\n', '\r']));
  return `${chance.oneIn(10) ? '\ufeff' : ''}${text}${chance.oneIn(2) ? '\n' : ''}`;
};

export const loadCsv: LoadTarget = async (folder) => {
  const samples = (await readSamples('test/fixtures/compare/', '.csv')).map((text) =>
    text.split('\n').slice(0, 30).join('\n'),
  );
  const path = join(folder, 'grid.csv');
  const make = (chance: Chance): Uint8Array | string => {
    switch (chance.below(4)) {
      case 0:
        return mutateBytes(chance, Buffer.from(chance.pick(samples)));
      case 1:
        return mutateText(chance, chance.pick(samples));
      default:
        return makeTable(chance);
    }
  };
  return {
    name: 'csv',
    make: (chance) => ({ 'grid.csv': make(chance) }),
    check: async (input) => {
      await writeFile(path, input['grid.csv'] ?? '');
      const grid = await readGridCsv(path, 'grid.csv');
      if (!grid.ok) {
        insistFailure(grid.failure);
        if (grid.failure.reason === 'invalid-table')
          for (const { message, hint = '' } of grid.failure.problems)
            for (const text of [message, hint]) insistClean(text);
        return 'refused';
      }
      insistNumbers(grid.value);
      for (const warning of grid.value.warnings) insistClean(warning);
      const comparison = compareGrids(grid.value, grid.value);
      const names = {
        a: { label: 'A', path: 'grid.csv' },
        b: { label: 'B', path: 'grid.csv' },
      };
      insistShowable(renderComparison(comparison, names).slice(0, 10_000));
      renderComparisonMarkdown(comparison, names);
      JSON.parse(renderComparisonJson(comparison, names));
      return 'taken';
    },
  };
};
