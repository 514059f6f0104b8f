import type { TopLevelSpec } from 'vega-lite';

/** The ground that a figure stands on. */
export type Theme = 'light' | 'dark';

interface Palette {
  readonly ground: string;
  readonly text: string;
  /** Of less weight, but as readable. */
  readonly note: string;
  readonly frame: string;
  readonly grid: string;
  readonly reference: string;
  readonly kept: string;
  /** In the order of the tests. */
  readonly tests: readonly string[];
}

/**
 * Hues of the palette that stays distinct with the common forms of colour blindness (M. Okabe and K. Ito,
 * 2008), darker or lighter where the ground asks for it.
 */
const palettes: Readonly<Record<Theme, Palette>> = {
  light: {
    ground: '#FFFFFF',
    text: '#222222',
    note: '#555555',
    frame: '#CCCCCC',
    grid: '#EEEEEE',
    reference: '#777777',
    kept: '#999999',
    tests: ['#0072B2', '#D55E00', '#00805E', '#A8487F', '#8A6D00', '#2D3E8F', '#7A4B2A', '#555555'],
  },
  dark: {
    ground: '#16181D',
    text: '#E8E8E8',
    note: '#B4B8C0',
    frame: '#4A4E57',
    grid: '#2A2D34',
    reference: '#A0A4AC',
    kept: '#80848C',
    tests: ['#56B4E9', '#FF8A3D', '#2FC99A', '#E69AC4', '#E6C84B', '#9FA8FF', '#D2A07E', '#C8C8C8'],
  },
};

/** A figure with the colours of a theme; its marks say by their style what they are. */
export const themed = (spec: TopLevelSpec, theme: Theme): TopLevelSpec => {
  const { ground, text, note, frame, grid, reference, kept, tests } = palettes[theme];
  return {
    ...spec,
    background: ground,
    config: {
      ...spec.config,
      axis: {
        ...spec.config?.axis,
        labelColor: text,
        titleColor: text,
        gridColor: grid,
        domainColor: reference,
        tickColor: reference,
      },
      legend: { ...spec.config?.legend, labelColor: text, titleColor: text },
      title: { ...spec.config?.title, color: text, subtitleColor: note },
      view: { ...spec.config?.view, stroke: frame },
      // What is filled has its own colour.
      point: { ...spec.config?.point, fill: ground },
      range: { category: [...tests] },
      style: {
        note: { color: note },
        leader: { color: frame },
        reference: { color: reference },
        kept: { color: kept },
      },
    },
  };
};
