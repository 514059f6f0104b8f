import { readFileSync } from 'node:fs';

/** Output of a real llama-bench, captured in test/fixtures/llama-bench. */
export const captured = (name: string): string =>
  readFileSync(new URL(`../fixtures/llama-bench/${name}`, import.meta.url), 'utf8');

/** Output of a real fio 3.33, captured in test/fixtures/fio. */
export const fioOutput = (name: string): string =>
  readFileSync(new URL(`../fixtures/fio/${name}`, import.meta.url), 'utf8');
