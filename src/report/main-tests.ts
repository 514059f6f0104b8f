import type { Metric } from '../model/test-name.ts';

/**
 * The tests that a picture shows where there is no room for all: of decode and of prompt processing the
 * last in the plan, which is the longest at the greatest depth; decode comes first.
 */
export const pickMainTests = <Test extends { readonly metric: Metric }>(
  tests: readonly Test[],
): readonly Test[] =>
  (['tg', 'pp', 'pg'] as const).flatMap((metric) =>
    tests.filter((test) => test.metric === metric).slice(-1),
  );
