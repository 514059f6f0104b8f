import { nominal, quantitative, type Layer } from './layer.ts';
import { plotSize } from './plot-size.ts';
import { spreadLabels } from './spread-labels.ts';
import type { ValueScale } from './value-scale.ts';

/** Kinds of horizontal rules; those without a test have a colour of the theme's. */
export type RuleStyle = 'reference' | 'kept' | 'null-case' | 'baseline-case';

/** A horizontal line across the plot, or only its name where something else is drawn. */
export interface Rule {
  readonly at: number;
  /** Absent: only the name is put there. */
  readonly style?: RuleStyle;
  readonly name: string;
  /** The test whose colour it has; grey without. */
  readonly test?: string;
}

/** A pale area across the plot, in the colour of its test. */
export interface Band {
  readonly test: string;
  readonly low: number;
  readonly high: number;
}

const pixelsOfLabel = 13;
const dashes: Readonly<Record<RuleStyle, readonly number[]>> = {
  reference: [1, 0],
  kept: [3, 3],
  'null-case': [1, 0],
  'baseline-case': [2, 3],
};

const isShown = ({ at }: Rule, { domain: [low, high] }: ValueScale): boolean =>
  at >= low && at <= high;

const lineOf = ({ at, style, test }: Rule, color: object): readonly Layer[] =>
  style === undefined
    ? []
    : [
        {
          data: { values: [{ at, ...(test === undefined ? {} : { test }) }] },
          mark: {
            type: 'rule',
            aria: false,
            style,
            strokeDash: [...dashes[style]],
            strokeWidth: 1,
          },
          encoding: {
            y: { field: 'at', type: quantitative },
            ...(test === undefined ? {} : color),
          },
        },
      ];

/** Names right of the plot, none over another, each with a stroke to where it belongs. */
const labels = (rules: readonly Rule[], scale: ValueScale): readonly Layer[] => {
  if (rules.length === 0) return [];
  const wanted = rules.map(({ at }) => scale.pixelOf(at, plotSize.height));
  const places = spreadLabels(wanted, pixelsOfLabel, plotSize.height);
  const values = rules.map(({ name }, at) => ({ name, from: wanted[at], to: places[at] }));
  const pixel = (field: string) => ({ field, type: quantitative, scale: null, axis: null });
  return [
    {
      data: { values },
      mark: { type: 'rule', aria: false, style: 'leader', strokeWidth: 1 },
      encoding: {
        x: { value: { expr: 'width' } },
        x2: { value: { expr: 'width + 10' } },
        y: pixel('from'),
        y2: { field: 'to' },
      },
    },
    {
      data: { values },
      mark: {
        type: 'text',
        aria: false,
        style: 'note',
        align: 'left',
        baseline: 'middle',
        x: 'width',
        dx: 13,
        fontSize: 10,
      },
      encoding: { y: pixel('to'), text: { field: 'name', type: nominal } },
    },
  ];
};

/** Rules across the plot with their names; those outside of the scale are left out. */
export const ruleLayers = (
  rules: readonly Rule[],
  scale: ValueScale,
  color: object,
): readonly Layer[] => {
  const shown = rules.filter((rule) => isShown(rule, scale));
  return [...shown.flatMap((rule) => lineOf(rule, color)), ...labels(shown, scale)];
};

/** Bands lie over one another, and must not hide what is drawn in them. */
const opacityOf = (bands: number): number => Math.min(0.13, 0.3 / bands);

/** Pale areas across the plot. */
export const bandLayers = (bands: readonly Band[], color: object): readonly Layer[] =>
  bands.length === 0
    ? []
    : [
        {
          data: { values: [...bands] },
          mark: {
            type: 'rect',
            aria: false,
            fillOpacity: opacityOf(bands.length),
            x: 0,
            x2: 'width',
          },
          encoding: {
            y: { field: 'low', type: quantitative },
            y2: { field: 'high' },
            ...color,
          },
        },
      ];
