import type { SolvedRequirement } from '../model/requirement/solve.ts';
import { describeQuantity } from '../model/units.ts';
import type { Findings } from './findings.ts';
import { describeLevel } from './level-text.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { caption } from './report-captions.ts';
import { describeBias, describeStreamRatio } from './requirement-setting.ts';
import { boundOf, describeTest } from './requirement-subject.ts';
import { describeRequirement } from './requirement-text.ts';

const bindingSummary = ({ curves }: Findings): string => {
  const points = [
    ...curves.design,
    ...curves.sweeps.flatMap((sweep) => sweep.curves.flatMap((curve) => curve.points)),
  ];
  const proven = points.filter(({ verdict }) => verdict.verdict === 'bound').length;
  return proven === points.length
    ? `At all ${points.length} points the evidence proves that the limit acted.`
    : `At ${proven} of ${points.length} points the evidence proves that the limit acted; the others are marked, and no requirement rests on them.`;
};

const method =
  'A required level is where the isotonic fit (the best one that never rises as the limit gets stricter) of the bound levels crosses the share, interpolated in time between two of them; its interval is where the band of their intervals crosses it. _Kept for sure at_ is the strictest tested level that keeps the share with its whole interval, as do all milder ones; _not for sure at_ is the next one. Each statement with everything that it depends on, ready to be pasted, is in `requirements.json`.';

const whyNot: Readonly<
  Record<Extract<SolvedRequirement['outcome'], { kind: 'not-derivable' }>['why'], string>
> = {
  'no-bound-level': 'no bound level',
  'kept-at-all': 'kept at all levels by the medians',
  'lost-at-mildest': 'lost at the mildest level by the medians',
  'interval-too-wide': 'interval too wide',
};

const requiredCells = ({ outcome, unit }: SolvedRequirement): readonly string[] => {
  const describe = (value: number | undefined): string =>
    value === undefined ? 'open' : describeLevel(value, unit);
  switch (outcome.kind) {
    case 'derived':
      return [
        `${boundOf({ unit })} ${describe(outcome.value)}`,
        `${describe(outcome.low)} to ${describe(outcome.high)}`,
      ];
    case 'indicative':
      return [`${boundOf({ unit })} ${describe(outcome.value)}`, 'indicative, no interval'];
    case 'not-derivable':
      return [`not derivable: ${whyNot[outcome.why]}`, ''];
  }
};

const testedCells = ({ tested: { outcome } }: SolvedRequirement): readonly string[] =>
  outcome.kind === 'kept'
    ? [outcome.at.level.text, outcome.lostAt?.level.text ?? 'none']
    : ['none', ''];

const renderRequired = ({ requirements, curves }: Findings): string =>
  [
    caption('Table', `Required levels. Shares are of the throughput in ${curves.reference}.`),
    renderTable(
      [
        words('to keep'),
        words('parameter'),
        numbers('required'),
        numbers('95 % interval'),
        numbers('kept for sure at'),
        numbers('not for sure at'),
      ],
      requirements.map((solved) => [
        `${describeQuantity('share', solved.keep)} of ${describeTest(solved)}`,
        solved.parameter,
        ...requiredCells(solved),
        ...testedCells(solved),
      ]),
    ),
  ].join('\n\n');

/** The answer that the sweep was made for: which level keeps each share. */
export const renderAnswer = (findings: Findings): string => {
  const { requirements } = findings;
  const { reference } = findings.curves;
  const statements = requirements.map(
    (each) => `- ${describeRequirement(each, reference, describeStreamRatio(findings, each))}`,
  );
  return [
    '## Requirements',
    ...(statements.length === 0
      ? [
          findings.manifest.plan.design === undefined
            ? 'The profile asks for no share to be kept, or sweeps nothing.'
            : 'No requirement is derived from a design, in which several parameters change at once.',
          bindingSummary(findings),
        ]
      : [
          renderRequired(findings),
          statements.join('\n'),
          ...new Set(requirements.map(describeBias).filter((text) => text !== '')),
          `${method} ${bindingSummary(findings)}`,
        ]),
  ].join('\n\n');
};
