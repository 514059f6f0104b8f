import type { TextPage } from './text-page.ts';
import { createCanvas, type Canvas } from './text-canvas.ts';
import { textWidth, wrapText } from './text-width.ts';

/** One curve of a plot: a value at some of the levels, by their number. */
export interface PlotSeries {
  readonly label: string;
  readonly points: readonly {
    readonly level: number;
    readonly value: number;
    /** Whether the evidence says that the limit acted; points without are marked. */
    readonly bound: boolean;
  }[];
}

/** A plot of values over levels that are evenly spaced, from the mildest on the left. */
export interface TextPlot {
  readonly levels: readonly string[];
  readonly series: readonly PlotSeries[];
  /** A value to which a line is drawn right across. */
  readonly mark?: { readonly label: string; readonly value: number };
}

const mostColumns = 72;
/** Below this nothing can be seen of a curve. */
const leastColumns = 10;
const axisColumns = 5;
const rows = 8;

/** What stands for the points of each series, for points that are not bound, and for the line across. */
interface Signs {
  readonly series: readonly string[];
  readonly unbound: string;
  readonly across: string;
  readonly tick: string;
  readonly corner: string;
  readonly wall: string;
  readonly floor: string;
}

const unicodeSigns: Signs = {
  series: ['●', '○', '◆', '◇', '▲', '△'],
  unbound: '×',
  across: '┄',
  tick: '┤',
  corner: '└',
  wall: '│',
  floor: '─',
};
const asciiSigns: Signs = {
  series: ['*', 'o', '#', '@', '%', '&'],
  unbound: 'x',
  across: '-',
  tick: '+',
  corner: '+',
  wall: '|',
  floor: '-',
};

/** Upper ends of an axis that starts at 0. */
const tops = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 1.2, 1.5, 2, 3, 5, 10];

const topOf = (values: readonly number[]): number => {
  const most = Math.max(0, ...values);
  return tops.find((top) => most <= top) ?? most;
};

/** A little noise above the reference is no reason for another axis. */
const noise = 0.05;

const labelLevels = (levels: readonly string[], columns: number): string => {
  const last = levels.length - 1;
  const placed = levels.map((text, at) => {
    const middle = last === 0 ? 0 : Math.round((at * (columns - 1)) / last);
    const from = Math.round(middle - textWidth(text) / 2);
    return { text, from: Math.max(0, Math.min(from, columns - textWidth(text))) };
  });
  const end = placed.at(-1);
  let line = '';
  for (const [at, { text, from }] of placed.entries()) {
    const free = textWidth(line) === 0 ? 0 : textWidth(line) + 1;
    const clearOfEnd =
      at === last || end === undefined || from + textWidth(text) < end.from || at === 0;
    const fits = from >= free && from + textWidth(text) <= columns;
    if (fits && clearOfEnd) line = `${line}${' '.repeat(from - textWidth(line))}${text}`;
  }
  return line;
};

const drawSeries = (
  canvas: Canvas,
  { points }: PlotSeries,
  steps: number,
  top: number,
  sign: string,
  unbound: string,
): void => {
  const placed = points.map(({ level, value, bound }) => ({
    x: steps === 0 ? 0 : level / steps,
    y: Math.min(1, value / top),
    bound,
  }));
  for (const [at, to] of placed.entries()) {
    const from = placed[at - 1];
    if (from !== undefined) canvas.line(from, to);
  }
  for (const point of placed) canvas.put(point, point.bound ? sign : unbound);
};

const describeSigns = (plot: TextPlot, signs: Signs): string =>
  [
    ...plot.series.map(
      ({ label }, at) => `${signs.series[at % signs.series.length] ?? ''} ${label}`,
    ),
    ...(plot.series.some(({ points }) => points.some(({ bound }) => !bound))
      ? [`${signs.unbound} not bound`]
      : []),
    ...(plot.mark === undefined ? [] : [`${signs.across.repeat(2)} ${plot.mark.label}`]),
  ].join(', ');

/** A number at the axis, in four cells: `0.5`, `.025`, `12`, `1e+4`. */
const labelAxis = (value: number): string => {
  const text = String(Number(value.toPrecision(2)));
  const short = text.length > 4 ? text.replace(/^0\./, '.') : text;
  return (short.length > 4 ? value.toExponential(0) : short).padStart(4);
};

/** A plot in lines of text: braille where the terminal shows it, ASCII elsewhere. */
export const renderTextPlot = (plot: TextPlot, page: TextPage): readonly string[] => {
  const signs = page.unicode ? unicodeSigns : asciiSigns;
  const columns = Math.min(page.columns, mostColumns) - axisColumns;
  const values = plot.series.flatMap(({ points }) => points.map(({ value }) => value));
  if (values.length === 0 || columns < leastColumns) return [];
  const most = Math.max(...values);
  const top = most > 1 && most <= 1 + noise ? 1 : topOf(values);
  const canvas = createCanvas(columns, rows, page.unicode);
  if (plot.mark !== undefined && plot.mark.value <= top)
    canvas.across(plot.mark.value / top, signs.across);
  for (const [at, series] of plot.series.entries())
    drawSeries(
      canvas,
      series,
      plot.levels.length - 1,
      top,
      signs.series[at % signs.series.length] ?? '',
      signs.unbound,
    );
  // Beyond the reference it is the reference that people look for.
  const middle = top > 1 ? 1 : top / 2;
  const middleRow = Math.round((1 - middle / top) * (rows - 1));
  const axis = (row: number): string => {
    const value = row === 0 ? top : row === middleRow ? middle : undefined;
    return value === undefined ? `    ${signs.wall}` : `${labelAxis(value)}${signs.tick}`;
  };
  return [
    ...canvas.lines().map((line, row) => `${axis(row)}${line}`.trimEnd()),
    `   0${signs.corner}${signs.floor.repeat(columns)}`,
    `${' '.repeat(axisColumns)}${labelLevels(plot.levels, columns)}`,
    ...wrapText(describeSigns(plot, signs), page.columns - axisColumns).map(
      (line) => `${' '.repeat(axisColumns)}${line}`,
    ),
  ];
};
