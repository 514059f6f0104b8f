import type { TopLevelSpec } from 'vega-lite';
import type { Curve, SweepCurves } from '../../model/curve/curves.ts';
import type { Metric } from '../../model/test-name.ts';
import type { Findings } from '../findings.ts';
import { absoluteView } from './absolute-view.ts';
import { describeThroughput, describeTokenTimes } from './describe-figure.ts';
import type { FigureTable } from './figure-table.ts';
import { relativeView } from './relative-view.ts';
import { throughputTable } from './throughput-table.ts';
import { tokenTimeTable } from './token-time-table.ts';
import { tokenTimeView } from './token-time-view.ts';

export type { FigureTable } from './figure-table.ts';

/** One way of drawing a figure's points. */
export interface FigureView {
  /** `relative`: as a ratio to the reference. `absolute`: in tokens/s, or in ms for the times of tokens. */
  readonly id: 'relative' | 'absolute';
  /** The name of the view for people. */
  readonly label: string;
  /** Without a title and colours, which `withTitle` and `themed` add. */
  readonly spec: TopLevelSpec;
}

/** What one metric of a sweep looks like over its parameter. */
export interface Figure {
  /** Unique in a report, e.g. `tier.readBandwidth-tg`; also the name of its file. */
  readonly id: string;
  readonly parameter: string;
  readonly metric: Metric | 'token-time';
  readonly title: string;
  /** The figure in words: every point that it shows. */
  readonly description: string;
  /** At least one; the first is to be shown first. */
  readonly views: readonly FigureView[];
  readonly table: FigureTable;
}

const metrics: Readonly<Record<Metric, string>> = {
  pp: 'Prefill (pp)',
  tg: 'Decode (tg)',
  pg: 'Prefill and decode (pg)',
};

const idOf = (parameter: string, metric: Figure['metric']): string => `${parameter}-${metric}`;

const throughputFigure = (
  findings: Findings,
  sweep: SweepCurves,
  metric: Metric,
): readonly Figure[] => {
  const { parameter } = sweep;
  const { reference } = findings.curves;
  const shown = sweep.curves.filter((curve) => curve.metric === metric);
  const has = (value: 'ratio' | 'tokensPerSecond'): boolean =>
    shown.some(({ points }) => points.some((point) => point[value] !== undefined));
  if (!has('tokensPerSecond')) return [];
  const title = `${metrics[metric]} over ${parameter}`;
  return [
    {
      ...{ id: idOf(parameter, metric), parameter, metric, title },
      description: describeThroughput(parameter, shown, reference),
      views: [
        ...(has('ratio')
          ? [
              {
                id: 'relative' as const,
                label: `ratio to ${reference}`,
                spec: relativeView(findings, sweep, shown),
              },
            ]
          : []),
        { id: 'absolute', label: 'tokens/s', spec: absoluteView(findings, sweep, shown) },
      ],
      table: throughputTable(findings, parameter, shown, title),
    },
  ];
};

const tokenTimeFigure = (findings: Findings, sweep: SweepCurves): readonly Figure[] => {
  const { parameter } = sweep;
  const metric = 'token-time';
  const timed = ({ points }: Curve): boolean =>
    points.some(({ tokenTimes }) => tokenTimes !== undefined);
  const shown = sweep.curves.filter((curve) => curve.metric === 'tg' && timed(curve));
  if (shown.length === 0) return [];
  const title = `Token times over ${parameter}`;
  return [
    {
      ...{ id: idOf(parameter, metric), parameter, metric, title },
      description: describeTokenTimes(parameter, shown),
      views: [{ id: 'absolute', label: 'ms', spec: tokenTimeView(findings, sweep, shown) }],
      table: tokenTimeTable(findings, parameter, shown, title),
    },
  ];
};

/** The figures of a recorded sweep: of each parameter one for each metric that has a value. */
export const figuresOf = (findings: Findings): readonly Figure[] =>
  findings.curves.sweeps.flatMap((sweep) => [
    ...(['pp', 'tg', 'pg'] as const).flatMap((metric) => throughputFigure(findings, sweep, metric)),
    ...tokenTimeFigure(findings, sweep),
  ]);
