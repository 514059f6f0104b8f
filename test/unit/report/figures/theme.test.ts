import { describe, expect, test } from 'vitest';
import { themed, type Theme } from '../../../../src/report/figures/theme.ts';

/** Relative luminance (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance). */
const luminance = (color: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

interface Colors {
  readonly background: string;
  readonly config: {
    readonly axis: { readonly labelColor: string; readonly titleColor: string };
    readonly legend: { readonly labelColor: string };
    readonly title: { readonly color: string; readonly subtitleColor: string };
    readonly range: { readonly category: readonly string[] };
    readonly point: { readonly fill: string };
    readonly style: Readonly<Record<string, { readonly color?: string }>>;
  };
}

const spec = { mark: 'point' as const, data: { values: [] }, config: { font: 'serif' } };
const colorsOf = (theme: Theme): Colors => themed(spec, theme) as unknown as Colors;

describe.for<Theme>(['light', 'dark'])('the %s theme', (theme) => {
  const { background, config } = colorsOf(theme);

  test('has text that can be read on its ground', () => {
    const texts = [
      config.axis.labelColor,
      config.axis.titleColor,
      config.legend.labelColor,
      config.title.color,
      config.title.subtitleColor,
      config.style['note']?.color ?? '',
    ];
    for (const text of texts) expect(contrast(text, background)).toBeGreaterThanOrEqual(4.5);
  });

  test('has lines of tests that can be seen on its ground, each in a colour of its own', () => {
    const { category } = config.range;
    for (const color of category) expect(contrast(color, background)).toBeGreaterThanOrEqual(3);
    expect(new Set(category).size).toBe(category.length);
  });

  test('fills hollow points with its ground', () => {
    expect(config.point.fill).toBe(background);
  });

  test('leaves what else a figure sets', () => {
    expect(themed(spec, theme)).toMatchObject({ mark: 'point', config: { font: 'serif' } });
  });
});
