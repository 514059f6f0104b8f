import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/model/dataset.ts';
import type { SweepPoint } from '../../../src/model/plan.ts';
import type { TierConstraint } from '../../../src/model/profile/profile.ts';
import { findPart } from '../../../src/model/projection/reference-parts.ts';
import { describeQuantity } from '../../../src/model/units.ts';
import { renderCurvesCsv } from '../../../src/report/curves-csv.ts';
import { deriveFindings, type Findings } from '../../../src/report/findings.ts';
import { renderDimensionless } from '../../../src/report/projection-table.ts';
import { renderCurves } from '../../../src/report/report-curves.ts';
import { renderProof } from '../../../src/report/report-proof.ts';
import { requirementDocument } from '../../../src/report/requirement-document.ts';
import { projectSolved } from '../../../src/report/requirement-projection.ts';
import { renderStatement } from '../../../src/report/requirement-statement.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

/** A device fifty times as fast as what is applied of it. */
const factor = 50;
const scale = { reference: 'hbm4-stack', referenceBandwidth: 2e12, host: 40e9 };

const scaleTier = (tier: TierConstraint): TierConstraint =>
  tier.readBandwidth === undefined
    ? tier
    : {
        ...tier,
        readBandwidth: tier.readBandwidth * factor,
        queueDepth: (tier.queueDepth ?? 1) * factor,
        scale,
      };

const scalePoint = (point: SweepPoint): SweepPoint => {
  const value = point.level.value * factor;
  return point.parameter === 'tier.readBandwidth'
    ? { ...point, level: { text: describeQuantity('bytes-per-second', value), value } }
    : point;
};

/** The same runs, of a profile whose levels are those of a device. */
const scaled = ({ manifest, runs }: Dataset): Dataset => {
  const { profile, cases } = manifest.plan;
  const { tier = {} } = profile.constraints;
  const plan = {
    ...manifest.plan,
    profile: { ...profile, constraints: { tier: scaleTier(tier) } },
    cases: cases.map((each) => ({
      ...each,
      points: each.points.map(scalePoint),
      constraints:
        each.constraints.tier === undefined
          ? each.constraints
          : { tier: scaleTier(each.constraints.tier) },
    })),
  };
  return { manifest: { ...manifest, plan }, runs };
};

const steady = (dataset: Dataset): Findings => {
  const findings = deriveFindings(dataset);
  return { ...findings, drift: { ...findings.drift, verdict: 'steady', signs: [] } };
};

const plain = steady(makeSyntheticSweep());
const device = steady(scaled(makeSyntheticSweep()));

const decodeOverBandwidth = ({ requirements }: Findings) => {
  const found = requirements.find(
    ({ parameter, metric }) => parameter === 'tier.readBandwidth' && metric === 'tg',
  );
  if (found === undefined) throw new Error('Internal error: no requirement.');
  return found;
};
const levelOf = (findings: Findings): number => {
  const { outcome } = decodeOverBandwidth(findings);
  if (outcome.kind !== 'derived') throw new Error(`Internal error: ${outcome.kind}`);
  return outcome.value;
};

describe('a sweep of a scaled tier', () => {
  it('is solved for the level of the device, by curve and by law', () => {
    expect(levelOf(device) / levelOf(plain)).toBeCloseTo(factor, 9);
    const [ours, theirs] = [plain, device].map(
      (each) => decodeOverBandwidth(each).closedForm?.value ?? NaN,
    );
    expect((theirs ?? NaN) / (ours ?? NaN)).toBeCloseTo(factor, 6);
  });

  it('calls a requirement modelled, and says what was applied here', () => {
    const statement = renderStatement(device, decodeOverBandwidth(device));
    const applied = describeQuantity('bytes-per-second', Number(levelOf(plain).toPrecision(3)));
    expect(statement).toContain(
      `, modelled: measured here as ${applied}, scaled by 40 GB/s of this host over 2 TB/s of hbm4-stack`,
    );
    expect(statement).toContain('tier.scale.reference hbm4-stack');
    const ratio = /that is ([\d.]+) times the model's weight stream/;
    expect(ratio.exec(statement)?.[1]).toBe(
      ratio.exec(renderStatement(plain, decodeOverBandwidth(plain)))?.[1],
    );
    expect(renderStatement(plain, decodeOverBandwidth(plain))).not.toContain('modelled');
  });

  it('holds both levels in documents', () => {
    expect(requirementDocument(device, decodeOverBandwidth(device))).toMatchObject({
      level: { value: levelOf(device) },
      scale: {
        kind: 'modelled',
        ...scale,
        applied: { level: { value: expect.closeTo(levelOf(plain), 0) as number, unit: 'B/s' } },
      },
    });
    expect(requirementDocument(plain, decodeOverBandwidth(plain))).not.toHaveProperty('scale');
  });

  it('is carried over to a part from what was applied', () => {
    const part = findPart('hbm3e-stack');
    if (!part.ok) throw new Error('Internal error: no part.');
    const [ours, theirs] = [plain, device].map((each) =>
      projectSolved(each, decodeOverBandwidth(each), part.value),
    );
    if (ours?.ok !== true || theirs?.ok !== true) throw new Error('Internal error: no projection.');
    expect(theirs.value.projected.value / ours.value.projected.value).toBeCloseTo(1, 9);
  });

  it('has the written levels and what was asked of the tier in its tables', () => {
    const [row] = renderCurvesCsv(device)
      .split('\n')
      .filter((line) => line.startsWith('tier.readBandwidth,5000000000000,B/s,tg64'));
    expect(row?.split(',').at(-3)).toBe('100000000000');
    expect(renderCurves(device)).toContain("Levels of tier.readBandwidth are the device's own.");
    expect(renderCurves(plain)).not.toContain("the device's own");
    expect(renderProof(device)).toContain('| 100 GB/s (5 TB/s scaled) |');
  });

  it('is solved for the latency of the device where times are scaled too', () => {
    const { manifest, runs } = makeSyntheticSweep();
    const { profile } = manifest.plan;
    const dilated = { ...scale, times: 'scaled' } as const;
    const tier = { ...profile.constraints.tier, scale: dilated };
    const plan = { ...manifest.plan, profile: { ...profile, constraints: { tier } } };
    const fitOf = ({ fits }: Findings) =>
      fits.flatMap((fit) => (fit.kind === 'fitted' && fit.over === 'latency' ? [fit.n] : []));
    const [ours, theirs] = [plain, steady({ manifest: { ...manifest, plan }, runs })].map(fitOf);
    expect((theirs?.[0] ?? NaN) / (ours?.[0] ?? NaN)).toBeCloseTo(1 / factor, 9);
  });

  it('has the same dimensionless view but for the names of its levels', () => {
    const valuesOf = (findings: Findings): readonly (string | undefined)[] =>
      renderDimensionless(findings)
        .split('\n')
        .filter((line) => line.startsWith('| tier.'))
        .map((line) => line.split('|')[4]);
    expect(valuesOf(device)).toEqual(valuesOf(plain));
    expect(renderDimensionless(device)).toContain('values are of what was applied on this host');
  });
});
