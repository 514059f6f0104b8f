import { readFileSync } from 'node:fs';

/** Output of a real llama-bench, captured in test/fixtures/llama-bench. */
export const captured = (name: string): string =>
  readFileSync(new URL(`../fixtures/llama-bench/${name}`, import.meta.url), 'utf8');
