import { defineConfig } from 'vitest/config';

/** One project per level; the level is in the file name (see test/README.md). */
const project = (name: string, suffix: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*${suffix}`], testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    reporters: ['default', './scripts/plain-count.mjs'],
    projects: [
      project('unit', '.test.ts', 20_000),
      project('integration', '.it.test.ts', 60_000),
      { ...project('host', '.host.test.ts', 240_000) },
      { ...project('e2e', '.e2e.test.ts', 600_000) },
    ],
    fileParallelism: true,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/cli/main.ts'] },
  },
});
