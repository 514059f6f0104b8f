import type { ComparedPoint, SideValues } from '../model/compare/compare-series.ts';
import type { Comparison } from '../model/compare/compare.ts';
import type { SideNames } from './compare-names.ts';
import { describeChange, describeChanges, describePoint } from './compare-words.ts';
import { describeRate, describeRatio } from './estimate-text.ts';
import { numbers, words, type Column } from './markdown-table.ts';

/** The points of one metric or test in one measure, as cells of a table. */
export interface ComparedGroup {
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

const titleOf = ({ point, metric, measure }: ComparedPoint): string => {
  const subject = point.kind === 'grid' ? metric : point.test;
  return measure.kind === 'ratio'
    ? `${subject}, ratio to ${measure.reference} of the same round`
    : `${subject}, tokens/s`;
};

const cellsOfSide = (
  { values, range }: SideValues,
  describe: (value: number) => string,
): readonly string[] => [
  String(values.length),
  ...(range === undefined
    ? ['-', '-', '-']
    : [range.median, range.min, range.max].map((value) => describe(value))),
];

const columnsOfSide = (label: string): readonly Column[] =>
  ['values', 'median', 'min', 'max'].map((what) => numbers(`${label}\n${what}`));

/** All points by metric or test and by measure; columns of intervals only where some point has one. */
export const groupPoints = (comparison: Comparison, names: SideNames): readonly ComparedGroup[] => {
  const groups = new Map<string, ComparedPoint[]>();
  for (const point of comparison.points)
    groups.set(titleOf(point), [...(groups.get(titleOf(point)) ?? []), point]);
  const hasPairs = comparison.pairing.kind === 'column';
  const hasUnpaired = comparison.points.some(({ unpaired }) => unpaired !== undefined);
  const isGrid = comparison.kind === 'grid';
  const columns = [
    ...(isGrid ? [numbers('p'), numbers('n')] : [words('case')]),
    ...columnsOfSide(names.a.label),
    ...columnsOfSide(names.b.label),
    numbers('delta %'),
    ...(hasPairs ? [numbers('pairs'), numbers('paired %\n(95 % interval)')] : []),
    ...(hasUnpaired ? [numbers('unpaired %\n(95 % interval)')] : []),
    words('note'),
  ];
  const rowOf = (point: ComparedPoint): readonly string[] => {
    const describe = point.measure.kind === 'ratio' ? describeRatio : describeRate;
    const { point: name, a, b, delta, paired, unpaired } = point;
    return [
      ...(name.kind === 'grid' ? [String(name.p), String(name.n)] : [name.caseId]),
      ...cellsOfSide(a, describe),
      ...cellsOfSide(b, describe),
      delta === undefined ? '-' : describeChange(1 + delta),
      ...(hasPairs
        ? [String(paired?.count ?? 0), paired === undefined ? '-' : describeChanges(paired)]
        : []),
      ...(hasUnpaired ? [unpaired === undefined ? '-' : describeChanges(unpaired)] : []),
      describePoint(point, names),
    ];
  };
  return [...groups].map(([title, points]) => ({ title, columns, rows: points.map(rowOf) }));
};
