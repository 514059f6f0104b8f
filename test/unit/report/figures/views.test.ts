import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { compileSpec } from '../../../../src/report/figures/draw.ts';
import { figuresOf } from '../../../../src/report/figures/figure.ts';
import { deriveFindings, type Findings } from '../../../../src/report/findings.ts';
import { makeSyntheticKernelSweep } from '../../../support/synthetic-kernel-sweep.ts';
import { makeSyntheticSweep } from '../../../support/synthetic-sweep.ts';

const findings = deriveFindings(makeSyntheticSweep());
const kernel = deriveFindings(makeSyntheticKernelSweep());

const specOf = (of: Findings, id: string, view: 'relative' | 'absolute'): TopLevelSpec => {
  const spec = figuresOf(of)
    .find((figure) => figure.id === id)
    ?.views.find((each) => each.id === view)?.spec;
  if (spec === undefined) throw new Error(`Internal error: no view '${id}' '${view}'.`);
  return spec;
};

const relative = specOf(findings, 'tier.readBandwidth-tg', 'relative');
const absolute = specOf(findings, 'tier.readBandwidth-tg', 'absolute');
const times = specOf(findings, 'tier.readBandwidth-token-time', 'absolute');

/** The names beside the plot, and the notes above it. */
const namesIn = (spec: TopLevelSpec): readonly string[] => [
  ...new Set(
    [...JSON.stringify(spec).matchAll(/"name":"([^"]+)","from"/g)].map(([, name]) => name ?? ''),
  ),
];
const notesOf = ({ title }: TopLevelSpec): string => JSON.stringify(title).replaceAll('","', ' ');

/** Scales of what Vega draws, by name. */
const scalesOf = async (spec: TopLevelSpec): Promise<Readonly<Record<string, unknown>>> =>
  Object.fromEntries(((await compileSpec(spec)).scales ?? []).map((scale) => [scale.name, scale]));

describe('the relative view', () => {
  test('names the reference, the null band and the shares that are to be kept', () => {
    expect(namesIn(relative)).toEqual(['null', 'null band', 'keep 90 %']);
  });

  test('names no share of another metric', () => {
    const { manifest } = findings;
    const requirements = [{ metric: 'tg' as const, keep: 0.8 }];
    const profile = { ...manifest.plan.profile, requirements };
    const asked = { ...findings, manifest: { ...manifest, plan: { ...manifest.plan, profile } } };
    expect(namesIn(specOf(asked, 'tier.readBandwidth-tg', 'relative'))).toContain('keep 80 %');
    expect(namesIn(specOf(asked, 'tier.readBandwidth-pp', 'relative'))).toEqual([
      'null',
      'null band',
    ]);
  });

  test('begins at 0 and holds every interval', async () => {
    const wide = structuredClone(findings);
    const [sweep] = wide.curves.sweeps;
    const points = sweep?.curves[1]?.points.map((point) => ({
      ...point,
      ratio: { value: 1, low: 0.4, high: 3, count: 6 },
    }));
    const curves = sweep?.curves.map((curve, at) =>
      at === 1 ? { ...curve, points: points ?? [] } : curve,
    );
    const sweeps = sweep === undefined ? [] : [{ ...sweep, curves: curves ?? [] }];
    const spec = specOf(
      { ...wide, curves: { ...wide.curves, sweeps } },
      'tier.readBandwidth-tg',
      'relative',
    );
    expect(await scalesOf(spec)).toMatchObject({ y: { domain: [0, 3.12] } });
  });
});

describe('the absolute view', () => {
  test('names baseline, null, and which of them is the ceiling', () => {
    expect(namesIn(absolute)).toEqual(['baseline', 'null = ceiling']);
    expect(notesOf(absolute)).toContain('Ceiling: the faster of baseline and null');
  });

  test('draws the roofline of decode over a bandwidth on two logarithmic axes', async () => {
    expect(await scalesOf(absolute)).toMatchObject({ x: { type: 'log' }, y: { type: 'log' } });
    expect(JSON.stringify(absolute)).toContain('"style":"roofline"');
    expect(notesOf(absolute)).toContain('Roofline: the bandwidth over');
  });

  test('draws no roofline of prefill, of a latency, and where no bytes of a token were counted', () => {
    for (const spec of [
      specOf(findings, 'tier.readBandwidth-pp', 'absolute'),
      specOf(findings, 'tier.readLatency-tg', 'absolute'),
      specOf(kernel, 'io.readBandwidth-tg', 'absolute'),
    ])
      expect(JSON.stringify(spec)).not.toContain('oofline');
  });

  test('is linear where values lie near one another', async () => {
    expect(await scalesOf(specOf(findings, 'tier.readLatency-tg', 'absolute'))).toMatchObject({
      y: { type: 'linear' },
    });
  });
});

describe('the view of token times', () => {
  test('draws the median and the tail, each with its own shape', async () => {
    expect(await scalesOf(times)).toMatchObject({
      shape: { domain: ['p50', 'p95', 'p99'], range: ['circle', 'square', 'triangle-up'] },
    });
    expect(namesIn(times)).toEqual(['null p50', 'null p99']);
  });
});

describe('every view', () => {
  const views = [findings, kernel].flatMap((each) =>
    figuresOf(each).flatMap((figure) =>
      figure.views.map(({ id, spec }) => [`${figure.id}, ${id}`, spec] as const),
    ),
  );

  test.for(views)('%s compiles to the same every time', async ([, spec]) => {
    expect(await compileSpec(spec)).toEqual(await compileSpec(spec));
  });

  test.for(views)('%s has a legend that can be clicked', async ([, spec]) => {
    const { legends = [], signals = [] } = await compileSpec(spec);
    expect(legends).toHaveLength(1);
    expect(legends[0]?.encode?.symbols).toMatchObject({
      name: 'test_legend_symbols',
      interactive: true,
    });
    expect(signals.map(({ name }) => name)).toContain('chosen');
  });

  test.for(views)('%s shows at each point what it is', async ([, spec]) => {
    const text = JSON.stringify(await compileSpec(spec));
    for (const title of ['test', 'verdict']) expect(text).toContain(`\\"${title}\\": `);
  });

  test.for(views)('%s has neither a title nor colours of its own', ([, spec]) => {
    expect(spec.title).toMatchObject({ text: '' });
    expect(JSON.stringify(spec)).not.toMatch(/#[0-9A-Fa-f]{6}\b/);
  });
});
