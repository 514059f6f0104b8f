import type { ComparedPoint } from '../model/compare/compare-series.ts';
import type { Comparison } from '../model/compare/compare.ts';
import type { Series } from '../model/compare/series.ts';
import type { Estimate } from '../model/statistics/estimate.ts';
import type { SideNames } from './compare-names.ts';

/** How much a ratio is above 1, in per cent with two decimals and a sign. */
export const describeChange = (ratio: number): string => {
  const text = ((ratio - 1) * 100).toFixed(2);
  if (Number(text) === 0) return '0.00';
  return ratio > 1 ? `+${text}` : text;
};

/** A ratio with its interval as changes in per cent, e.g. `-9.10 (-12.31 to -6.20)`. */
export const describeChanges = (ratio: Estimate): string => {
  const { value, low, high } = ratio;
  return low === undefined || high === undefined
    ? `${describeChange(value)}, no interval`
    : `${describeChange(value)} (${describeChange(low)} to ${describeChange(high)})`;
};

const describeMiss = ({ miss, a, b }: ComparedPoint, names: SideNames): string => {
  const sidesWith = (count: number): string => {
    const sides = [
      ...(a.values.length === count ? [names.a.label] : []),
      ...(b.values.length === count ? [names.b.label] : []),
    ];
    return sides.join(' and in ');
  };
  if (miss === undefined) return '';
  switch (miss) {
    case 'no-value':
      return `no value in ${sidesWith(0)}`;
    case 'one-value':
      return `indicative: one value in ${sidesWith(1)}`;
    case 'too-few-values':
      return 'indicative: too few values for an interval';
    case 'too-many-values':
      return 'no interval: too many values';
  }
};

/** What is to be known of a point: why it has no interval, and verdicts other than bound. */
export const describePoint = (point: ComparedPoint, names: SideNames): string => {
  const { a, b } = point;
  const verdicts = [
    { label: names.a.label, verdict: a.verdict },
    { label: names.b.label, verdict: b.verdict },
  ].flatMap(({ label, verdict }) =>
    verdict === undefined || verdict.verdict === 'bound' ? [] : [`${label} ${verdict.verdict}`],
  );
  return [describeMiss(point, names), ...verdicts].filter((each) => each !== '').join('; ');
};

/** Points by their metric or test, e.g. `pp at p 64 n 64, p 64 n 128; tg at p 64 n 64`. */
const listPoints = (all: readonly Series[]): string => {
  const lists = new Map<string, string[]>();
  for (const { point, metric } of all) {
    const [subject, place] =
      point.kind === 'grid'
        ? [`${metric} at`, `p ${point.p} n ${point.n}`]
        : [`${point.test} under`, point.caseId];
    lists.set(subject, [...(lists.get(subject) ?? []), place]);
  }
  return [...lists].map(([subject, places]) => `${subject} ${places.join(', ')}`).join('; ');
};

/** What only one side has, a sentence for each side that has something. */
export const describeUnmatched = (
  { points, onlyInA, onlyInB }: Comparison,
  { a, b }: SideNames,
): readonly string[] => [
  ...(points.length === 0 ? [`${a.label} and ${b.label} have no point in common.`] : []),
  ...[
    { label: a.label, only: onlyInA },
    { label: b.label, only: onlyInB },
  ].flatMap(({ label, only }) =>
    only.length === 0 ? [] : [`Only in ${label}: ${listPoints(only)}.`],
  ),
];

const wordsOnSweeps =
  'A ratio is taken within a round of its own sweep, so what slowed a whole sweep is not in it; tokens per second carry that as well. ' +
  'Ratios are compared only where both sweeps take them to the same case.';

const wordsOnGrids =
  'CSV files do not say on which machine, with which model and which llama-bench they were measured: whether these differ is not known.';

/** How the numbers are to be read: as many sentences as the comparison gives reason for. */
export const explainComparison = (
  { kind, pairing, points }: Comparison,
  { a, b }: SideNames,
): readonly string[] => {
  const misses = new Set(points.map(({ miss }) => miss));
  return [
    `Delta: the median of ${b.label} over the median of ${a.label}, less 1.`,
    ...(misses.has('one-value')
      ? [
          'Where a side has one value, a delta is indicative: nothing is known of how that side varies.',
        ]
      : []),
    ...(misses.has('too-few-values')
      ? [
          'A 95 % interval takes 6 pairs, or without pairs 4 values against 4, 3 against 5 or 2 against 8.',
        ]
      : []),
    ...(points.some(({ unpaired }) => unpaired !== undefined)
      ? [
          'Unpaired: Hodges-Lehmann estimate of the change with the exact 95 % interval of Mann and Whitney, on logarithms; it takes the values of a side as independent and both sides as equally spread. ' +
            'An interval without 0 says that the two measurements differ, not why: whatever else changed between them is in it.',
        ]
      : []),
    pairing.kind === 'none'
      ? `No pairs: ${pairing.why}.`
      : `Paired: median of the ratios of pairs, with the exact 95 % interval of order statistics. Pairs are rows with the same p, n and '${pairing.column}'; that they were measured side by side rests on that column alone.`,
    kind === 'grid' ? wordsOnGrids : wordsOnSweeps,
  ];
};
