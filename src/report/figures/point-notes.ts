import type { Frame } from './curve-layers.ts';
import type { DrawnPoint } from './drawn-points.ts';

const intervalNote = (points: readonly DrawnPoint[]): string => {
  const without = points.filter(({ low }) => low === null).length;
  if (without === points.length) return 'Indicative: too few rounds for intervals.';
  return without === 0
    ? 'Bars: 95 % interval.'
    : 'Bars: 95 % interval; a point of too few rounds has none.';
};

/** How the points of a figure are to be read. */
export const pointNotes = (points: readonly DrawnPoint[], tests: number): readonly string[] => [
  'Points: median over rounds.',
  intervalNote(points),
  ...(tests > 1 ? ['Tests of one level stand side by side.'] : []),
  ...(points.some(({ bound }) => !bound)
    ? ["Hollow: the verdict is not 'bound'; the report says why."]
    : []),
];

/** What is shown where a point of throughput is pointed at. */
export const hoverOf = (
  points: readonly DrawnPoint[],
  parameter: string,
  value: string,
): Frame['hover'] => {
  const known = (field: 'asked' | 'measured' | 'claim') =>
    points.some((point) => point[field] !== '') ? [{ field, title: field }] : [];
  return [
    { field: 'test', title: 'test' },
    { field: 'levelText', title: parameter },
    { field: 'valueText', title: value },
    { field: 'interval', title: '95 % interval' },
    { field: 'rounds', title: 'rounds' },
    ...known('asked'),
    ...known('measured'),
    { field: 'verdict', title: 'verdict' },
    ...known('claim'),
  ];
};
