import type { Calibration, CalibrationPoint } from '../model/calibration/calibration.ts';
import { summarizePoint, type PointSummary } from '../model/calibration/summarize-point.ts';
import { describeQuantity } from '../model/units.ts';
import { numbers, words } from './markdown-table.ts';
import type { TextPage } from './text-page.ts';
import { renderTextTable, type TextColumn } from './text-table.ts';
import { wrapText } from './text-width.ts';

const dimensionOf = ({ kind }: CalibrationPoint): 'bytes-per-second' | 'time' | undefined => {
  switch (kind) {
    case 'bandwidth':
    case 'ceiling':
      return 'bytes-per-second';
    case 'latency':
    case 'floor':
      return 'time';
    case 'null':
      return undefined;
  }
};

const describeValue = (point: CalibrationPoint, value: number): string => {
  const dimension = dimensionOf(point);
  return dimension === undefined
    ? Number(value.toPrecision(3)).toString()
    : describeQuantity(dimension, Number(value.toPrecision(4)));
};

const describeError = ({ error }: PointSummary): string => {
  if (error === undefined) return '';
  const percent = (error * 100).toFixed(1);
  return error > 0 && percent !== '0.0' ? `+${percent}` : percent === '-0.0' ? '0.0' : percent;
};

const columns: readonly TextColumn[] = [
  words('what'),
  { ...words('unit'), yields: 1 },
  numbers('asked'),
  numbers('measured'),
  { ...numbers('range'), yields: 3 },
  { ...numbers('p99'), yields: 4 },
  { ...numbers('error %'), yields: 2 },
  words('verdict'),
];

const rowOf = (point: CalibrationPoint): readonly string[] => {
  const summary = summarizePoint(point);
  const describe = (value: number | undefined): string =>
    value === undefined ? '' : describeValue(point, value);
  return [
    point.kind,
    describeQuantity('bytes', point.unitBytes),
    describe(point.asked),
    describe(summary.median),
    `${describe(summary.least)} to ${describe(summary.most)}`,
    describe(summary.tail),
    describeError(summary),
    summary.verdict ?? '',
  ];
};

/** What is not said by the name alone. */
const meanings: Readonly<Partial<Record<CalibrationPoint['kind'], string>>> = {
  ceiling: 'ceiling: bandwidth without a limit.',
  floor: 'floor: latency without a limit.',
  null: 'null: scan of held weights, as a ratio to the plain file.',
};

const notes = (calibration: Calibration): readonly string[] => {
  const ceilings = calibration.points.filter(({ kind }) => kind === 'ceiling');
  const kinds = new Set(calibration.points.map(({ kind }) => kind));
  return [
    ...[...kinds].flatMap((kind) => meanings[kind] ?? []),
    ...ceilings.map((each) => {
      const { median } = summarizePoint(each);
      const unit = describeQuantity('bytes', each.unitBytes);
      const ns = (each.unitBytes * 1e9) / median;
      return `The tier itself takes ${describeQuantity('time', Number(ns.toPrecision(3)))} for a unit of ${unit} that is read in order.`;
    }),
    calibration.hugePages
      ? 'Held weights are in huge pages, those of the plain file are not: a ratio above 1 is due to them.'
      : 'No huge pages held the weights: allow them with /sys/kernel/mm/transparent_hugepage/enabled.',
  ];
};

/** A calibration as a table for people: medians of the repetitions, and their range. */
export const renderCalibration = (
  calibration: Calibration,
  { columns: width }: TextPage,
): string => {
  const table = renderTextTable(columns, calibration.points.map(rowOf), width);
  const below = notes(calibration).flatMap((note) => wrapText(note, width, '  '));
  return [table, '', ...below, ''].join('\n');
};
