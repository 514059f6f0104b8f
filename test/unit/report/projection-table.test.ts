import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/model/dataset.ts';
import type { Plan } from '../../../src/model/plan.ts';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderDimensionless } from '../../../src/report/projection-table.ts';
import { makeManifest, makePlan, makeProfile } from '../../support/factory.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

const sectionOf = (dataset: Dataset): string => renderDimensionless(deriveFindings(dataset));

const withPlan = (change: (plan: Plan) => Plan): Dataset => {
  const { manifest, runs } = makeSyntheticSweep();
  return { manifest: { ...manifest, plan: change(manifest.plan) }, runs };
};

describe('the dimensionless view of a sweep', () => {
  it('says what the levels are held against, and what each of them then is', () => {
    expect(sectionOf(makeSyntheticSweep())).toMatchInlineSnapshot(`
      "## Dimensionless view

      Without the speed of this host a level is told as rho, its bandwidth over the weight stream of the reference (W x tokens/s); as Lambda, its latency in layer times of the reference (1 / (tokens/s x layers)); or as f, its residency. Levels of another host are comparable by these, as far as their models and tiers are alike.

      Here tg64 (the first test of decode at depth 0) needs W = 100 MB of weights for a token, the median over 8 bound cases of the bytes fetched over the share that is not resident; at the 49.60 tokens/s of null that is a weight stream of 4.96 GB/s, and each of 8 layers takes 2.52 ms.

      **Table.** Levels without the speed of this host (derived from measured bytes and times; no unit).

      | parameter | level | symbol | value | ratio of tg64 to null | verdict |
      | --- | --: | --- | --: | --: | --- |
      | tier.readBandwidth | 100 GB/s | rho | 20.2 | 0.952 | bound |
      | tier.readBandwidth | 50 GB/s | rho | 10.1 | 0.909 | bound |
      | tier.readBandwidth | 25 GB/s | rho | 5.04 | 0.834 | bound |
      | tier.readBandwidth | 12.5 GB/s | rho | 2.52 | 0.714 | bound |
      | tier.readBandwidth | 6.25 GB/s | rho | 1.26 | 0.556 | bound |
      | tier.readBandwidth | 3.125 GB/s | rho | 0.63 | 0.385 | bound |
      | tier.readLatency | 1 us | Lambda | 0.000397 | 1.000 | not-binding |
      | tier.readLatency | 5 us | Lambda | 0.00198 | 0.909 | bound |
      | tier.readLatency | 20 us | Lambda | 0.00794 | 0.909 | bound |
      | tier.readLatency | 100 us | Lambda | 0.0397 | 0.894 | bound |"
    `);
  });

  it('notes that accesses in flight may leave less than a level of bandwidth', () => {
    const { manifest, runs } = makeSyntheticSweep();
    const narrow = manifest.plan.cases.map((each) => {
      const { tier } = each.constraints;
      return each.kind === 'level' && tier !== undefined
        ? { ...each, constraints: { tier: { ...tier, queueDepth: 64 } } }
        : each;
    });
    const plan = { ...manifest.plan, cases: narrow };
    expect(sectionOf({ manifest: { ...manifest, plan }, runs })).toContain(
      'rho is of the level; where accesses in flight or stalls leave less of it',
    );
  });

  it('says why it cannot be given where nothing was recorded', () => {
    const text = sectionOf({ ...makeSyntheticSweep(), runs: [] });
    expect(text).toContain('It cannot be given: tg64 has no throughput in the null case.');
    expect(text).not.toMatch(/undefined|NaN|Infinity/);
  });

  it('is left out without a tier, a test of decode at depth 0, or a sweep that has such a view', () => {
    const profile = makeProfile({ constraints: {} });
    expect(sectionOf(withPlan((plan) => ({ ...plan, profile })))).toBe('');
    const tests = [{ prompt: 64, gen: 0, depth: 0 }];
    expect(sectionOf(withPlan((plan) => ({ ...plan, tests })))).toBe('');
    expect(sectionOf({ manifest: makeManifest({ plan: makePlan() }), runs: [] })).toBe('');
  });
});
