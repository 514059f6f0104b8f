import type { CasePoint } from '../model/curve/case-point.ts';
import type { Curves, SweepCurves } from '../model/curve/curves.ts';
import { figurePath, hasFigure } from './figure-path.ts';
import { renderNotes, renderPoints, type NamedPoint } from './report-points.ts';

const named = (name: string, points: readonly CasePoint[]): readonly NamedPoint[] =>
  points.map((point) => ({ name: `${name}, ${point.test}`, point }));

const paragraphs = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('\n\n');

const renderSweep = (sweep: SweepCurves, reference: Curves['reference']): string =>
  paragraphs([
    `### ${sweep.parameter}`,
    hasFigure(sweep)
      ? `![Throughput as a ratio to ${reference} over ${sweep.parameter}](${figurePath(sweep)})`
      : '',
    ...sweep.curves.flatMap(({ test, points }) => {
      const rows = points.map((point) => ({ name: point.level.text, point }));
      return [
        `#### ${test}`,
        renderPoints('level', `ratio to ${reference}`, rows),
        renderNotes(rows),
      ];
    }),
  ]);

/** Every curve as a figure and as tables. */
export const renderCurves = ({ sweeps, nominal, reference }: Curves): string => {
  const rows = named('nominal', nominal);
  return paragraphs([
    '## Curves',
    `A ratio is taken within a round, to the ${reference} case of the same round. A value is the median over rounds; its interval is the exact one of order statistics. No outlier is left out. ` +
      'On a processor without an accelerator, prompts are bound by computation early: what pp loses here is a lower bound of what an accelerator loses.',
    ...sweeps.map((sweep) => renderSweep(sweep, reference)),
    ...(rows.length === 0
      ? []
      : [
          '### Nominal values',
          renderPoints('case', `ratio to ${reference}`, rows),
          renderNotes(rows),
        ]),
  ]);
};

const whyNull: Readonly<Record<Curves['reference'], string>> = {
  null:
    'Null is the tier with nothing absent and no limit. It can be faster than the baseline, because it holds the weights in huge pages, which need fewer address translations than the pages of a file. ' +
    'That is why ratios are to null: they show what the limits cost, free of what the machinery gains or costs.',
  baseline: 'Null is the machinery without limits: its ratio to the baseline is its own cost.',
};

/** The two cases without limits, and why they may differ. */
export const renderFixedCases = (curves: Curves): string => {
  const rows = [...named('baseline', curves.baseline), ...named('null', curves.null)];
  return paragraphs([
    '## Baseline and null',
    `In the baseline nothing is applied. ${whyNull[curves.reference]}`,
    renderPoints('case', 'ratio to baseline', rows),
    renderNotes(rows),
  ]);
};
