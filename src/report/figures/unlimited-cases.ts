import type { Curve, Curves } from '../../model/curve/curves.ts';
import type { Band, Rule } from './rule-layers.ts';

/** A case without limits in one test. */
export interface UnlimitedCase {
  readonly kind: 'baseline' | 'null';
  readonly test: string;
  /** Tokens per second. */
  readonly value: number;
  /** Its 95 % interval, if it has one. */
  readonly interval: readonly Band[];
  /** Whether it is the higher one of its test: the most that the host can do. */
  readonly ceiling: boolean;
}

/** Baseline and null in some tests. */
export const unlimitedCases = (
  curves: Curves,
  shown: readonly Pick<Curve, 'test'>[],
): readonly UnlimitedCase[] =>
  shown.flatMap(({ test }) => {
    const both = (['baseline', 'null'] as const).flatMap((kind) => {
      const estimate = curves[kind].find((point) => point.test === test)?.tokensPerSecond;
      if (estimate === undefined) return [];
      const { value, low, high } = estimate;
      const interval = low === undefined || high === undefined ? [] : [{ test, low, high }];
      return [{ kind, test, value, interval }];
    });
    const highest = Math.max(...both.map(({ value }) => value));
    return both.map((each) => ({ ...each, ceiling: each.value === highest }));
  });

/** The line of a case without limits, with its name and, where there are several, its test. */
export const unlimitedRule = (
  { kind, test, value, ceiling }: UnlimitedCase,
  several: boolean,
): Rule => ({
  at: value,
  style: `${kind}-case`,
  name: [kind, ...(several ? [test] : []), ...(ceiling ? ['= ceiling'] : [])].join(' '),
  test,
});
