import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderCurvesCsv } from '../../../src/report/curves-csv.ts';
import { renderSampleTableCsv } from '../../../src/report/export/csv.ts';
import { renderLlamaBenchSql } from '../../../src/report/export/llama-bench-sql.ts';
import { deriveFindings } from '../../../src/report/findings.ts';
import { inertMarkdown } from '../../../src/report/inert-markdown.ts';
import { renderMarkdown } from '../../../src/report/markdown.ts';
import { renderRequirementsJson } from '../../../src/report/requirements-json.ts';
import { renderSamplesCsv } from '../../../src/report/samples-csv.ts';
import { renderSummary } from '../../../src/report/summary.ts';
import { readResults } from '../../../src/store/read-results.ts';
import { insist, insistFailure } from '../properties.ts';
import { makeRecorded, readRecorded } from '../recorded.ts';
import type { LoadTarget } from '../target.ts';

const control = /(?![\n\t])\p{Cc}/u;

/** A block that quotes something as it is: Markdown shows what is in it, and obeys none. */
const fenced = /^(`{3,})[^\n`]*\n.*?^\1$/gms;

export const loadReport: LoadTarget = async (folder) => {
  const recorded = await readRecorded();
  return {
    name: 'report',
    make: (chance) => makeRecorded(chance, recorded),
    check: async (input) => {
      for (const [name, content] of Object.entries(input))
        await writeFile(join(folder, name), content);
      const results = await readResults(folder);
      if (!results.ok) {
        insistFailure(results.failure);
        return 'refused';
      }
      const findings = deriveFindings(results.value);
      const sweeps = [{ name: 'sweep', ...results.value }];
      const texts = [
        renderSummary(findings, { columns: 80, unicode: true }),
        inertMarkdown(renderMarkdown(findings)),
        renderCurvesCsv(findings),
        renderSamplesCsv(findings),
        ...renderSampleTableCsv(sweeps),
        ...renderLlamaBenchSql(sweeps),
      ];
      JSON.parse(renderRequirementsJson(findings));
      const [, markdown = '', curves = ''] = texts;
      insist(!control.test(markdown), 'report.md holds a control character');
      insist(!/<(?:script|img)/i.test(markdown.replaceAll(fenced, '')), 'report.md holds HTML');
      insist(!/NaN|Infinity/.test(curves), 'curves.csv holds no number where one belongs');
      return 'taken';
    },
  };
};
