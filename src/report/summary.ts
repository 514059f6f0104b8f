import type { CasePoint } from '../model/curve/case-point.ts';
import type { Curve } from '../model/curve/curves.ts';
import { describeInterval, describeRate, describeRatio } from './estimate-text.ts';
import type { Findings } from './findings.ts';
import { describeAnswer } from './requirement-statement.ts';

/** Characters of a bar that stand for a ratio of 1. */
const barWidth = 20;

const bar = (ratio: number | undefined): string => {
  if (ratio === undefined) return '';
  const full = Math.min(barWidth, Math.round(ratio * barWidth));
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
};

const cellsOf = (name: string, point: CasePoint): readonly string[] => [
  name,
  point.tokensPerSecond === undefined ? '-' : describeRate(point.tokensPerSecond.value),
  point.ratio === undefined ? '-' : describeRatio(point.ratio.value),
  point.ratio?.low === undefined ? '-' : describeInterval(point.ratio, describeRatio),
  String(point.rounds),
  bar(point.ratio?.value),
  point.verdict.verdict === 'bound' ? '' : point.verdict.verdict,
];

/** Columns padded to their widest cell: names to the left, numbers to the right, bars to the left. */
const alignColumns = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) =>
        at >= 1 && at <= 4 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
};

const headings = (name: string, reference: string): readonly string[] => [
  name,
  'tokens/s',
  `to ${reference}`,
  '95 % interval',
  'rounds',
  '',
  '',
];

const renderCurve = ({ parameter, test, points }: Curve, reference: string): string =>
  alignColumns([
    headings(`${test} over ${parameter}`, reference),
    ...points.map((point) => cellsOf(`  ${point.level.text}`, point)),
  ]).join('\n');

/** The result in a few lines for a terminal. */
export const renderSummary = (findings: Findings): string => {
  const { manifest, curves, requirements } = findings;
  const { profile } = manifest.plan;
  const fixed = [
    ...curves.baseline.map((point) => cellsOf(`  baseline, ${point.test}`, point)),
    ...curves.null.map((point) => cellsOf(`  null, ${point.test}`, point)),
  ];
  const nominal = curves.nominal.map((point) => cellsOf(`  nominal, ${point.test}`, point));
  const failed = curves.failed.length;
  return `${[
    `${profile.name}: ${profile.title}`,
    ...curves.sweeps.flatMap((sweep) =>
      sweep.curves.map((curve) => renderCurve(curve, curves.reference)),
    ),
    ...(nominal.length === 0
      ? []
      : [alignColumns([headings('nominal values', curves.reference), ...nominal]).join('\n')]),
    alignColumns([headings('without limits', 'baseline'), ...fixed]).join('\n'),
    ...(requirements.length === 0
      ? []
      : [requirements.map((each) => describeAnswer(findings, each)).join('\n')]),
    ...(failed === 0 ? [] : [`${failed} ${failed === 1 ? 'run' : 'runs'} failed: see report.md.`]),
  ].join('\n\n')}\n`;
};
