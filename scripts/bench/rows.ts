import { median } from 'simple-statistics';
import type { Dimension } from '../../src/model/dimension.ts';
import { estimateMedian } from '../../src/model/statistics/estimate.ts';
import { describeQuantity } from '../../src/model/units.ts';
import type { Repetition } from './repeat.ts';
import type { Row } from './result.ts';

const signed = (value: number, digits = 1): string =>
  `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;

/** The value of a difference that is furthest from 0. */
const furthest = (values: readonly number[]): number =>
  values.reduce((worst, each) => (Math.abs(each) > Math.abs(worst) ? each : worst), 0);

const counted = (repetitions: readonly Repetition<unknown>[]) => ({
  repetitions: repetitions.length,
  disturbed: repetitions.filter(({ disturbed }) => disturbed).length,
});

const valuesOf = (repetitions: readonly Repetition<number>[]): readonly number[] =>
  repetitions.map(({ value }) => value);

const judgeAsked = (
  difference: number,
  asked: number,
  target: { readonly share: number; readonly ns?: number } | undefined,
): Pick<Row, 'target' | 'met'> => {
  if (target === undefined) return { target: '' };
  const alternative = target.ns === undefined ? '' : ` or ${describeQuantity('time', target.ns)}`;
  return {
    target: `within ${target.share * 100} %${alternative}`,
    met: Math.abs(difference) <= Math.max(asked * target.share, target.ns ?? 0),
  };
};

/** A quantity that should be what was asked, within a share of it; without a target only shown. */
export const askedRow = (
  what: string,
  dimension: Dimension,
  asked: number,
  repetitions: readonly Repetition<number>[],
  /** Largest error: a share, and for times also a number of ns, whichever is larger. */
  target: { readonly share: number; readonly ns?: number } | undefined,
): Row => {
  const values = valuesOf(repetitions);
  const middle = median([...values]);
  const percent = (value: number): string => `${signed((value / asked - 1) * 100)} %`;
  const worst = asked + furthest(values.map((value) => value - asked));
  return {
    what,
    asked: describeQuantity(dimension, asked),
    measured: describeQuantity(dimension, middle),
    error: percent(middle),
    worst: percent(worst),
    ...judgeAsked(middle - asked, asked, target),
    ...counted(repetitions),
    values,
  };
};

/** The 95 % interval of a median, from 6 repetitions on. */
const interval = (values: readonly number[], describe: (value: number) => string): string => {
  const estimate = estimateMedian(values);
  return estimate?.low === undefined || estimate.high === undefined
    ? ''
    : ` (${describe(estimate.low)} to ${describe(estimate.high)})`;
};

/** A quantity that should be at least, or at most, so much. */
export const boundRow = (
  what: string,
  dimension: Dimension | 'ratio',
  repetitions: readonly Repetition<number>[],
  bound: { readonly least: number } | { readonly most: number } | undefined,
): Row => {
  const values = valuesOf(repetitions);
  const middle = median([...values]);
  const describe = (value: number): string =>
    dimension === 'ratio' ? value.toFixed(3) : describeQuantity(dimension, value);
  const isLeast = bound === undefined ? dimension !== 'time' : 'least' in bound;
  const limit = bound === undefined ? undefined : 'least' in bound ? bound.least : bound.most;
  return {
    what,
    asked: '',
    measured: `${describe(middle)}${interval(values, describe)}`,
    error: '',
    worst: describe(isLeast ? Math.min(...values) : Math.max(...values)),
    target: limit === undefined ? '' : `${isLeast ? 'at least' : 'at most'} ${describe(limit)}`,
    ...(limit === undefined ? {} : { met: isLeast ? middle >= limit : middle <= limit }),
    ...counted(repetitions),
    values,
  };
};

/** A time that should be what was modelled for it in each repetition, within a share of it. */
export const ratioRow = (
  what: string,
  ns: { readonly asked: number; readonly measured: number },
  ratios: readonly Repetition<number>[],
  share: number,
): Row => {
  const values = valuesOf(ratios);
  const error = median([...values]) - 1;
  const percent = (value: number): string => `${signed(value * 100)} %`;
  return {
    what,
    asked: describeQuantity('time', ns.asked),
    measured: describeQuantity('time', ns.measured),
    error: percent(error),
    worst: percent(furthest(values.map((value) => value - 1))),
    target: `within ${share * 100} %`,
    met: Math.abs(error) <= share,
    ...counted(ratios),
    values,
  };
};

/** Something that is so or is not. */
export const factRow = (
  what: string,
  measured: string,
  target: string,
  met: boolean,
  repetitions: readonly Repetition<unknown>[],
): Row => ({
  ...{ what, asked: '', measured, error: '', worst: '', target, met, values: [] },
  ...counted(repetitions),
});

/** Something that is only shown. */
export const shownRow = (
  what: string,
  measured: string,
  repetitions: readonly Repetition<unknown>[],
): Row => ({
  ...{ what, asked: '', measured, error: '', worst: '', target: '', values: [] },
  ...counted(repetitions),
});

/** Repetitions with something made of their values. */
export const mapValues = <From, To>(
  repetitions: readonly Repetition<From>[],
  change: (value: From) => To,
): readonly Repetition<To>[] =>
  repetitions.map(({ value, disturbed }) => ({ value: change(value), disturbed }));

/** Two variants of the same repetitions, made into one. */
export const pairValues = <One, Other, To>(
  ones: readonly Repetition<One>[],
  others: readonly Repetition<Other>[],
  join: (one: One, other: Other) => To,
): readonly Repetition<To>[] =>
  ones.flatMap((one, index) => {
    const other = others[index];
    if (other === undefined) return [];
    return [{ value: join(one.value, other.value), disturbed: one.disturbed || other.disturbed }];
  });
