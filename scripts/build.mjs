/** Builds dist/: compiles src with tsc, places the files that are not TypeScript beside it, and bundles the script of report.html. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleChartRuntime } from './chart-runtime/bundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
const compiledOnUse = readdirSync(join(root, 'src'), { recursive: true })
  .map(String)
  .filter((file) => /\.(c|h|cpp)$/.test(file));
for (const file of compiledOnUse) {
  mkdirSync(join(dist, dirname(file)), { recursive: true });
  copyFileSync(join(root, 'src', file), join(dist, file));
}
bundleChartRuntime(root, join(dist, 'report/chart-runtime.js'));
chmodSync(join(dist, 'cli/main.js'), 0o755);
