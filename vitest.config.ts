import { defineConfig } from 'vitest/config';

/**
 * One project per level; the level is in the file name (see test/README.md). Host and end-to-end tests
 * measure for real, and one measurement is made at a time: they run after the others, file by file.
 */
const project = (name: string, suffix: string, testTimeout: number, groupOrder: number) => ({
  test: {
    name,
    include: [`test/${name}/**/*${suffix}`],
    testTimeout,
    hookTimeout: testTimeout,
    fileParallelism: groupOrder === 0,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    reporters: ['default', './scripts/plain-count.mjs'],
    projects: [
      project('unit', '.test.ts', 20_000, 0),
      project('integration', '.it.test.ts', 60_000, 0),
      project('host', '.host.test.ts', 300_000, 1),
      project('e2e', '.e2e.test.ts', 600_000, 2),
      project('guest', '.guest.test.ts', 600_000, 3),
      project('faults', '.faults.test.ts', 600_000, 4),
    ],
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/cli/main.ts'] },
  },
});
