import type { Spec } from 'vega';
import { compileSpec, drawSvg } from '../figures/draw.ts';
import type { Figure, FigureView } from '../figures/figure.ts';
import { themed } from '../figures/theme.ts';
import { changesBetween, type Change } from './theme-patch.ts';

/** A view of a figure as the page draws it. */
export interface ChartView {
  readonly id: FigureView['id'];
  readonly label: string;
  /** How to read it. */
  readonly notes: string;
  /** In light colours. */
  readonly spec: Spec;
  /** What makes it dark. */
  readonly dark: readonly Change[];
}

/** A figure that a reader can change: other axes, other colours, values where it is pointed at. */
export interface Chart {
  readonly figure: Figure;
  readonly views: readonly ChartView[];
  /** The first view as an SVG, in light colours. */
  readonly still: string;
}

const notesOf = ({ spec: { title } }: FigureView): string => {
  const subtitle = typeof title === 'object' && 'subtitle' in title ? title.subtitle : undefined;
  return [subtitle ?? []]
    .flat()
    .filter((line) => typeof line === 'string')
    .join(' ');
};

/** The page has the title and the notes beside the chart, where they can break into lines. */
const untitled = ({ spec: { title: _, ...spec } }: FigureView): FigureView['spec'] => spec;

const compileView = async (view: FigureView): Promise<ChartView> => {
  const spec = untitled(view);
  const light = await compileSpec(themed(spec, 'light'));
  const dark = await compileSpec(themed(spec, 'dark'));
  return {
    id: view.id,
    label: view.label,
    notes: notesOf(view),
    spec: light,
    dark: changesBetween(light, dark),
  };
};

const drawStill = async ({ views: [first], title, description }: Figure): Promise<string> => {
  if (first === undefined) throw new Error(`Internal error: '${title}' has no view.`);
  return await drawSvg(themed(untitled(first), 'light'), title, description);
};

/** Compiles a figure for the page. */
export const compileChart = async (figure: Figure): Promise<Chart> => ({
  figure,
  views: await Promise.all(figure.views.map(compileView)),
  still: await drawStill(figure),
});
