import type { CasePoint } from '../model/curve/case-point.ts';
import type { MainEffects } from '../model/curve/main-effects.ts';
import type { Case } from '../model/plan.ts';
import { describeDesign } from '../model/plan/design.ts';
import { describeQuantity } from '../model/units.ts';
import { describeInterval, describeRatio } from './estimate-text.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { caption } from './report-captions.ts';
import { renderNotes } from './report-points.ts';
import { describeTest } from './requirement-subject.ts';

/** Shares of a variance are no better known than to a tenth of a per cent. */
const describeShare = (share: number): string =>
  describeQuantity('share', Math.round(share * 1000) / 1000);

const renderShares = (effects: readonly MainEffects[]): readonly string[] => [
  caption(
    'Table',
    'Share of the variance between cases that each parameter explains and the others cannot, as medians over rounds; _all_ is what they explain together. The rest is noise, and interactions: where the effect of one parameter depends on another.',
  ),
  renderTable(
    [
      words('test'),
      ...(effects[0]?.parameters ?? []).map(({ parameter }) => numbers(parameter)),
      numbers('all'),
      numbers('rounds'),
    ],
    effects.map(({ test, parameters, explained, rounds }) => [
      test,
      ...parameters.map(({ share }) => (share === undefined ? '' : describeShare(share.value))),
      explained === undefined ? '' : describeShare(explained.value),
      String(rounds),
    ]),
  ),
];

const renderEffects = (effects: MainEffects): readonly string[] => [
  `### Main effects on ${effects.test}`,
  caption(
    'Table',
    `What each level does to the throughput of ${describeTest(effects)}, the other parameters being alike: a factor on the geometric mean of all cases, with 95 % intervals over rounds.`,
  ),
  renderTable(
    [
      words('parameter'),
      words('level'),
      numbers('factor'),
      numbers('95 % interval'),
      numbers('cases'),
    ],
    effects.parameters.flatMap(({ parameter, levels }) =>
      levels.map(({ level, cases, factor }) => [
        parameter,
        level.text,
        factor === undefined ? 'not decided' : describeRatio(factor.value),
        describeInterval(factor, describeRatio),
        String(cases),
      ]),
    ),
  ),
];

const renderCases = ({ manifest: { plan }, curves }: Findings): readonly string[] => {
  const cases = plan.cases.filter(({ kind }) => kind === 'design');
  const parameters = (cases[0]?.points ?? []).map(({ parameter }) => parameter);
  const pointsOf = ({ id }: Case): readonly CasePoint[] =>
    curves.design.filter(({ caseId }) => caseId === id);
  const tests = [...new Set(curves.design.map(({ test }) => test))];
  return [
    '### Cases of the design',
    caption(
      'Table',
      `What each case sets, and throughput as a ratio to ${curves.reference}, as medians over rounds.`,
    ),
    renderTable(
      [words('case'), ...parameters.map(numbers), ...tests.map(numbers), words('verdict')],
      cases.map((each) => {
        const points = pointsOf(each);
        const worst = points.find(({ verdict }) => verdict.verdict !== 'bound') ?? points[0];
        return [
          each.id,
          ...each.points.map(({ level }) => level.text),
          ...tests.map((test) => {
            const ratio = points.find((point) => point.test === test)?.ratio;
            return ratio === undefined ? '' : describeRatio(ratio.value);
          }),
          worst?.verdict.verdict ?? '',
        ];
      }),
    ),
    renderNotes(curves.design.map((point) => ({ name: `${point.caseId}, ${point.test}`, point }))),
  ].filter((part) => part !== '');
};

/** What a design tells of each parameter; empty for one-factor sweeps. */
export const renderMainEffects = (findings: Findings): string => {
  const { mainEffects, manifest } = findings;
  const { design } = manifest.plan;
  if (design === undefined) return '';
  return [
    '## Main effects',
    `The cases are a ${describeDesign(design)}: each changes every swept parameter at once, and every level is there equally often, give or take one. A model of least squares, fitted in each round, gives every level of every parameter a factor of its own. It tells which parameter matters how much; it is no curve of one parameter, and no requirement is derived from it.`,
    ...renderShares(mainEffects),
    ...mainEffects.flatMap(renderEffects),
    ...renderCases(findings),
  ].join('\n\n');
};
