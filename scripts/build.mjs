/** Builds dist/: compiles src with tsc and places the files that are not TypeScript beside it. */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
for (const file of [
  'drivers/tier-pager/tier-pager.c',
  'workloads/llama-bench/file-backed-weights.cpp',
]) {
  mkdirSync(join(dist, dirname(file)), { recursive: true });
  copyFileSync(join(root, 'src', file), join(dist, file));
}
chmodSync(join(dist, 'cli/main.js'), 0o755);
