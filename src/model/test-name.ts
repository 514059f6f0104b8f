/** One thing that llama-bench measures in a run: prefill of a prompt, or decode of tokens, at a depth. */
export interface TestSpec {
  readonly prompt: number;
  readonly gen: number;
  readonly depth: number;
}

/** What a test's throughput counts: prompt tokens (prefill) or generated tokens (decode). */
export type Metric = 'pp' | 'tg' | 'pg';

/** The metric of a test. */
export const metricOf = (test: TestSpec): Metric =>
  test.gen === 0 ? 'pp' : test.prompt === 0 ? 'tg' : 'pg';

/** The name of a test as the field writes it: `pp64`, `tg128`, `pp64+tg32`, `tg64@d256`. */
export const testName = (test: TestSpec): string => {
  const parts = [
    ...(test.prompt > 0 ? [`pp${test.prompt}`] : []),
    ...(test.gen > 0 ? [`tg${test.gen}`] : []),
  ];
  return `${parts.join('+')}${test.depth > 0 ? `@d${test.depth}` : ''}`;
};
