import type { Calibration, CalibrationPoint } from '../model/calibration/calibration.ts';
import { summarizePoint, type PointSummary } from '../model/calibration/summarize-point.ts';
import { describeQuantity } from '../model/units.ts';

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

const subjectOf = (point: CalibrationPoint): string => {
  const unit = `units of ${describeQuantity('bytes', point.unitBytes)}`;
  switch (point.kind) {
    case 'bandwidth':
      return `bandwidth, ${unit}`;
    case 'latency':
      return `latency, ${unit}`;
    case 'ceiling':
      return `ceiling: bandwidth without a limit, ${unit}`;
    case 'floor':
      return `floor: latency without a limit, ${unit}`;
    case 'null':
      return 'null: scan of held weights, as a ratio to the plain file';
  }
};

const describeError = ({ error }: PointSummary): string => {
  if (error === undefined) return '';
  const percent = (error * 100).toFixed(1);
  return error > 0 && percent !== '0.0' ? `+${percent}` : percent === '-0.0' ? '0.0' : percent;
};

const headings = ['what', 'asked', 'measured', 'range', 'p99', 'error %', 'verdict'] as const;

const rowOf = (point: CalibrationPoint): readonly string[] => {
  const summary = summarizePoint(point);
  const describe = (value: number | undefined): string =>
    value === undefined ? '' : describeValue(point, value);
  return [
    subjectOf(point),
    describe(point.asked),
    describe(summary.median),
    `${describe(summary.least)} to ${describe(summary.most)}`,
    describe(summary.tail),
    describeError(summary),
    summary.verdict ?? '',
  ];
};

const notes = (calibration: Calibration): readonly string[] => {
  const ceilings = calibration.points.filter(({ kind }) => kind === 'ceiling');
  return [
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
export const renderCalibration = (calibration: Calibration): string => {
  const rows = [headings, ...calibration.points.map(rowOf)];
  const widths = headings.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', ...notes(calibration), ''].join('\n');
};
