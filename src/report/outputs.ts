import type { Dataset } from '../model/dataset.ts';
import type { OutputFile } from '../model/output-file.ts';
import { renderCurvesCsv } from './curves-csv.ts';
import { renderFigures } from './figures.ts';
import { deriveFindings } from './findings.ts';
import { renderMarkdown } from './markdown.ts';
import { renderRequirementsJson } from './requirements-json.ts';
import { renderSamplesCsv } from './samples-csv.ts';

/** Every file that is derived from a recorded sweep; the same record gives the same bytes. */
export const renderOutputs = async (dataset: Dataset): Promise<readonly OutputFile[]> => {
  const findings = deriveFindings(dataset);
  return [
    { path: 'curves.csv', text: renderCurvesCsv(findings) },
    { path: 'samples.csv', text: renderSamplesCsv(findings) },
    { path: 'requirements.json', text: renderRequirementsJson(findings) },
    { path: 'report.md', text: renderMarkdown(findings) },
    ...(await renderFigures(findings)),
  ];
};
