import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTextPlot, type TextPlot } from '../../../src/report/text-plot.ts';
import { textWidth } from '../../../src/report/text-width.ts';

const plot: TextPlot = {
  levels: ['100 GB/s', '50 GB/s', '25 GB/s', '12.5 GB/s'],
  series: [
    {
      label: 'tg128',
      points: [
        { level: 0, value: 0.98, bound: true },
        { level: 1, value: 0.9, bound: true },
        { level: 2, value: 0.6, bound: true },
        { level: 3, value: 0.25, bound: false },
      ],
    },
  ],
  mark: { label: 'keep 90 %', value: 0.9 },
};

describe('a plot in text', () => {
  it.each([80, 40])('of %d columns is what it was', async (columns) => {
    const text = renderTextPlot(plot, { columns, unicode: true }).join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`../../golden/text-plot/columns-${columns}.txt`);
  });

  it('is made of ASCII where nothing else is shown', async () => {
    const text = renderTextPlot(plot, { columns: 80, unicode: false }).join('\n');
    expect(text).toMatch(/^[\n\u0020-\u007e]*$/);
    await expect(`${text}\n`).toMatchFileSnapshot('../../golden/text-plot/ascii.txt');
  });

  it('has an axis that suits small values', () => {
    const small = {
      ...plot,
      series: [{ label: 'tg4', points: [{ level: 0, value: 0.071, bound: true }] }],
    };
    expect(renderTextPlot(small, { columns: 80, unicode: true })[0]).toMatch(/^ 0\.1┤/);
  });

  it('is nothing without a value, or without room', () => {
    expect(renderTextPlot({ levels: ['1'], series: [] }, { columns: 80, unicode: true })).toEqual(
      [],
    );
    expect(renderTextPlot(plot, { columns: 14, unicode: true })).toEqual([]);
  });

  it('shows a curve of one level', () => {
    const one = {
      levels: ['50 GB/s'],
      series: [{ label: 'a', points: [{ level: 0, value: 1, bound: true }] }],
    };
    expect(renderTextPlot(one, { columns: 40, unicode: true })[0]).toBe('   1┤●');
  });

  it('has an axis of the same width for the smallest values', () => {
    const points = [{ level: 0, value: 0.0036, bound: true }];
    const plot = { levels: ['1', '2'], series: [{ label: 'tg', points }] };
    const lines = renderTextPlot(plot, { columns: 15, unicode: false });
    expect(lines.map((line) => line.slice(0, 5)).filter((axis) => /\d/.test(axis))).toEqual([
      '0.01+',
      '.005+',
      '   0+',
    ]);
  });

  it('is never too wide', () => {
    const points = fc.array(
      fc.record({
        level: fc.nat({ max: 5 }),
        value: fc.double({ min: 0, max: 20, noNaN: true }),
        bound: fc.boolean(),
      }),
      { maxLength: 8 },
    );
    const levels = fc.array(fc.string({ minLength: 1, maxLength: 20 }), {
      minLength: 6,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        levels,
        points,
        fc.integer({ min: 1, max: 120 }),
        fc.boolean(),
        (texts, each, columns, unicode) => {
          const lines = renderTextPlot(
            { levels: texts, series: [{ label: 'tg128', points: each }] },
            { columns, unicode },
          );
          for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
