import * as vega from 'vega';
import { describe, expect, test } from 'vitest';
import { compileSpec, drawSvg } from '../../../../src/report/figures/draw.ts';
import { relativeView } from '../../../../src/report/figures/relative-view.ts';
import { themed } from '../../../../src/report/figures/theme.ts';
import { deriveFindings } from '../../../../src/report/findings.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

const findings = deriveFindings(makeSyntheticSweep());
const [sweep] = findings.curves.sweeps;
if (sweep === undefined) throw new Error('Internal error: no sweep.');
const spec = relativeView(findings, sweep);

const points = /aria-label="(\w+) at [^"]*"[^>]*opacity="([0-9.]+)"/g;

/** The opacities of a test's points in an SVG. */
const opacitiesOf = (svg: string, name: string): readonly string[] => [
  ...new Set(
    [...svg.matchAll(points)].flatMap(([, of, opacity = '']) => (of === name ? [opacity] : [])),
  ),
];

describe('a drawing', () => {
  test('has a title and a description, escaped', async () => {
    const svg = await drawSvg(spec, 'a < b', 'b & c');
    expect(svg).toMatch(/^<svg [^>]* role="img"><title>a &lt; b<\/title><desc>b &amp; c<\/desc>/);
  });

  test('differs between the themes in its colours', async () => {
    const [light, dark] = await Promise.all(
      (['light', 'dark'] as const).map((theme) => drawSvg(themed(spec, theme), 'a', 'b')),
    );
    expect(light).not.toBe(dark);
    const colorless = (svg = ''): string => svg.replaceAll(/#[0-9A-F]{6}/g, '');
    expect(colorless(light)).toBe(colorless(dark));
  });

  test('shows all tests until one is chosen, and then the others faintly', async () => {
    const svg = await drawSvg(spec, 'a', 'b');
    expect(opacitiesOf(svg, 'pp64')).toEqual(['1']);
    const view = new vega.View(vega.parse(await compileSpec(spec)), { renderer: 'none' });
    const fields: unknown = view.signal('chosen_tuple_fields');
    await view.data('chosen_store', [{ unit: '', fields, values: ['tg64'] }]).runAsync();
    const chosen = await view.toSVG();
    view.finalize();
    expect(opacitiesOf(chosen, 'tg64')).toEqual(['1']);
    expect(opacitiesOf(chosen, 'pp64')).toEqual(['0.08']);
  });
});
