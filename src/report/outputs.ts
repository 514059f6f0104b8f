import type { Dataset } from '../model/dataset.ts';
import type { OutputFile } from '../model/output-file.ts';
import { renderCurvesByHostCsv } from './curves-by-host-csv.ts';
import { renderCurvesCsv } from './curves-csv.ts';
import { renderFigures } from './figures/figure-files.ts';
import { deriveFindings, type Findings } from './findings.ts';
import { renderPage } from './html/page.ts';
import { inertMarkdown } from './inert-markdown.ts';
import { renderMarkdown } from './markdown.ts';
import { renderRequirementsJson } from './requirements-json.ts';
import { renderSamplesCsv, samplesCsvPieces } from './samples-csv.ts';

/** What outputs are made with, beside the record. */
export interface OutputContext {
  /** The script that makes charts of the figures in `report.html`; without it they are still. */
  readonly chartRuntime: string | undefined;
}

const samplesFile = (findings: Findings): OutputFile => ({
  path: 'samples.csv',
  get text() {
    return renderSamplesCsv(findings);
  },
  pieces: () => samplesCsvPieces(findings),
});

/** Every file that is derived from a recorded sweep; the same record gives the same bytes. */
export const renderOutputs = async (
  dataset: Dataset,
  { chartRuntime }: OutputContext,
): Promise<readonly OutputFile[]> => {
  const findings = deriveFindings(dataset);
  const markdown = renderMarkdown(findings);
  return [
    { path: 'curves.csv', text: renderCurvesCsv(findings) },
    ...(findings.hosts.length === 0
      ? []
      : [{ path: 'curves-by-host.csv', text: renderCurvesByHostCsv(findings) }]),
    samplesFile(findings),
    { path: 'requirements.json', text: renderRequirementsJson(findings) },
    { path: 'report.md', text: inertMarkdown(markdown) },
    { path: 'report.html', text: await renderPage(findings, { markdown, chartRuntime }) },
    ...(await renderFigures(findings)),
  ];
};
