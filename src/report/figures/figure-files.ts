import type { TopLevelSpec } from 'vega-lite';
import type { OutputFile } from '../../model/output-file.ts';
import type { SweepCurves } from '../../model/curve/curves.ts';
import type { Findings } from '../findings.ts';
import { describeRatios } from './describe-figure.ts';
import { drawSvg } from './draw.ts';
import { figurePath, hasFigure } from './figure-path.ts';
import { withTitle } from './figure-spec.ts';
import { figuresOf, type Figure } from './figure.ts';
import { relativeView } from './relative-view.ts';
import { themed } from './theme.ts';

/** A drawing before it is drawn. */
interface Drawing {
  readonly path: string;
  readonly title: string;
  readonly description: string;
  readonly spec: TopLevelSpec;
}

/** All tests of a sweep in one picture. */
const overviewOf = (findings: Findings, sweep: SweepCurves): readonly Drawing[] => {
  const { parameter, curves } = sweep;
  const { reference } = findings.curves;
  return hasFigure(sweep)
    ? [
        {
          path: figurePath(sweep),
          title: `throughput over ${parameter}`,
          description: describeRatios(parameter, curves, reference),
          spec: relativeView(findings, sweep),
        },
      ]
    : [];
};

const drawingsOf = (figure: Figure): readonly Drawing[] =>
  figure.views.map(({ id, spec }, at) => ({
    path: `figures/${figure.id}${at === 0 ? '' : `-${id}`}.svg`,
    title: figure.title,
    description: figure.description,
    spec,
  }));

/** The figures of a sweep as drawings: of each parameter one of all tests, then each view of each metric. */
export const renderFigures = async (findings: Findings): Promise<readonly OutputFile[]> => {
  const { name } = findings.manifest.plan.profile;
  const drawings = [
    ...findings.curves.sweeps.flatMap((sweep) => overviewOf(findings, sweep)),
    ...figuresOf(findings).flatMap(drawingsOf),
  ];
  const files: OutputFile[] = [];
  for (const { path, title, description, spec } of drawings) {
    const full = `${name}: ${title}`;
    const svg = await drawSvg(themed(withTitle(spec, full), 'light'), full, description);
    files.push({ path, text: `${svg}\n` });
  }
  return files;
};
