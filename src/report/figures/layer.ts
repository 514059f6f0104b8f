import type { TopLevelSpec } from 'vega-lite';

/** One layer of a figure. */
export type Layer = Extract<TopLevelSpec, { readonly layer: unknown }>['layer'][number];

/** A channel of numbers. */
export const quantitative = 'quantitative' as const;
/** A channel of names. */
export const nominal = 'nominal' as const;
