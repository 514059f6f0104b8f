import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderFailure } from '../../../src/model/render-failure.ts';
import { deriveFindings, type Findings } from '../../../src/report/findings.ts';
import { readResults } from '../../../src/store/read-results.ts';
import { replaceBlock } from '../document.ts';
import { renderComparison } from './table.ts';

/** Compares recorded sweeps of a dense model and of a mixture of experts, as docs/moe.md shows it. */
const root = fileURLToPath(new URL('../../../', import.meta.url));

const readFindings = async (folder: string): Promise<Findings> => {
  const results = await readResults(folder);
  if (!results.ok) throw new Error(`${folder}: ${renderFailure(results.failure).message}`);
  return deriveFindings(results.value);
};

const { values, positionals } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [dense, mixture] = positionals;
if (dense === undefined || mixture === undefined || positionals.length > 2) {
  process.stderr.write(
    'usage: npm run bench:moe -- [--write] DENSE MIXTURE   (folders of results)\n',
  );
  process.exitCode = 2;
} else {
  const section = renderComparison(await readFindings(dense), await readFindings(mixture));
  process.stdout.write(`${section}\n`);
  if (values.write) await replaceBlock(join(root, 'docs/moe.md'), 'moe', section);
}
