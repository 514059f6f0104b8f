import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderOutputs } from '../../../src/report/outputs.ts';
import { readResults } from '../../../src/store/read-results.ts';
import { packageFolder } from '../../support/command-line.ts';

const folder = join(packageFolder, 'results/example-hbf-50gbps');

it('every output of the example follows from its record: `emulate report` writes it anew', async () => {
  const results = await readResults(folder);
  if (!results.ok) throw new Error(JSON.stringify(results.failure));
  const outputs = await renderOutputs(results.value, { chartRuntime: undefined });
  // The page holds the chart runtime as well, which is bundled when emulate is built.
  const texts = outputs.filter(({ path }) => path !== 'report.html');
  expect(texts.length).toBeGreaterThan(4);
  for (const { path, text } of texts) {
    const written = await readFile(join(folder, path), 'utf8');
    expect(written === text, `${path} is what its record says`).toBe(true);
  }
});
