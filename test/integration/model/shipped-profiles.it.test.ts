import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Case, Plan } from '../../../src/model/plan.ts';
import { expandPlan } from '../../../src/model/plan/expand.ts';
import { renderPlan } from '../../../src/model/plan/render-plan.ts';
import { listFields, readParameter } from '../../../src/model/profile/parameter-value.ts';
import { parseProfile } from '../../../src/model/profile/parse-profile.ts';
import type { Profile, TierConstraint } from '../../../src/model/profile/profile.ts';
import { renderFailure } from '../../../src/model/render-failure.ts';
import { effectiveBandwidth } from '../../../src/model/tier/effective-bandwidth.ts';
import { defaultBuffer, resolveTier } from '../../../src/model/tier/resolved-tier.ts';
import { toHost } from '../../../src/model/tier/scale.ts';

const folder = new URL('../../../profiles/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const read = (name: string): Profile => {
  const profile = parseProfile(textOf(name), name);
  if (!profile.ok) throw new Error(renderFailure(profile.failure).message);
  return profile.value;
};
const planOf = (name: string, quick = false): Plan => {
  const plan = expandPlan(read(name), { seed: 1, quick });
  if (!plan.ok) throw new Error(renderFailure(plan.failure).message);
  return plan.value;
};
const golden = (name: string): string =>
  new URL(`../../golden/plan/${name}`, import.meta.url).pathname;

/** Bytes of the built-in model that a token reads, as the tier counts them. */
const weights = 103e6;
/** The tier was measured to deliver this much and more on a small host. */
const ceiling = 200e9;

interface LimitedCase {
  readonly id: string;
  readonly tier: TierConstraint;
}

const limitedCases = (cases: readonly Case[]): readonly LimitedCase[] =>
  cases.flatMap(({ id, kind, constraints: { tier } }) =>
    tier === undefined || kind === 'baseline' || kind === 'null' ? [] : [{ id, tier }],
  );

/** The effective bandwidths of a sweep's levels, in their order. */
const bandwidthsOf = ({ cases, profile }: Plan, parameter: string): readonly unknown[] => {
  const levels = profile.sweeps.find((sweep) => sweep.parameter === parameter)?.levels ?? [];
  return levels.map(({ text }) => {
    const found = cases.find(({ points }) =>
      points.some((point) => point.parameter === parameter && point.level.text === text),
    );
    return found?.constraints.tier === undefined
      ? undefined
      : effectiveBandwidth(found.constraints.tier);
  });
};

describe.each(names)('the shipped profile %s', (name) => {
  it('is called like its file', () => {
    expect(`${read(name).name}.yaml`).toBe(name);
  });

  it('begins with the line that gives editors its schema', () => {
    expect(textOf(name).split('\n', 1)).toEqual([
      '# yaml-language-server: $schema=../docs/profile.schema.json',
    ]);
  });

  it('says of every number where it comes from', () => {
    const { constraints, sweeps, requirements, sources } = read(name);
    const fields = sources.map(({ field }) => field);
    // The bandwidth of a reference part has its source beside it in the list of parts.
    const own = listFields(constraints).filter(
      ({ path }) => path !== 'tier.scale.referenceBandwidth',
    );
    for (const { path } of own) expect(fields).toContain(path);
    for (const { parameter } of sweeps) expect(fields).toContain(`sweeps.${parameter}`);
    expect(fields).toContain('workload');
    if (requirements.length > 0) expect(fields).toContain('requirements');
    expect(new Set(fields).size).toBe(fields.length);
  });

  it('calls what is from memory assumed', () => {
    for (const { grade, note } of read(name).sources)
      if (/from memory and unverified/i.test(note)) expect(grade).toBe('assumed');
  });

  it('has no case that cannot bind with the built-in model', () => {
    for (const { id, tier } of limitedCases(planOf(name).cases)) {
      expect([id, resolveTier(tier).ok]).toEqual([id, true]);
      const absent = (1 - (tier.residency ?? 0)) * weights;
      expect(absent, id).toBeGreaterThan(tier.buffer ?? defaultBuffer);
      expect(effectiveBandwidth(tier), id).toBeLessThan(ceiling);
    }
  });

  it('has no levels of the tier that are the same to the tier', () => {
    const plan = planOf(name);
    const { tier } = plan.profile.constraints;
    for (const { parameter, levels } of plan.profile.sweeps) {
      const bandwidths = bandwidthsOf(plan, parameter);
      if (tier !== undefined && parameter === 'tier.readBandwidth')
        expect(bandwidths).toEqual(levels.map(({ value }) => toHost(tier, value)));
      if (parameter === 'tier.queueDepth' || parameter === 'tier.accessSize')
        expect(new Set(bandwidths).size, parameter).toBe(levels.length);
    }
  });

  it('has the nominal value of each swept parameter among its levels', () => {
    const { constraints, sweeps } = read(name);
    for (const { parameter, levels } of sweeps) {
      const nominal = readParameter(constraints, parameter);
      // A distribution, and a share of the model, have no number of their own.
      if (nominal !== undefined) expect(levels.map(({ value }) => value)).toContain(nominal);
    }
  });
});

describe('the plan of hbf-50gbps', () => {
  it('is the same on every machine', async () => {
    const { cases, runs, ...rest } = planOf('hbf-50gbps.yaml');
    const lines = (items: readonly object[]): string =>
      items.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
    const text = `{\n  "plan": ${JSON.stringify(rest)},\n  "cases": [\n${lines(cases)}\n  ],\n  "runs": [\n${lines(runs)}\n  ]\n}\n`;
    await expect(text).toMatchFileSnapshot(golden('hbf-50gbps-seed-1.json'));
    await expect(renderPlan(planOf('hbf-50gbps.yaml'))).toMatchFileSnapshot(
      golden('hbf-50gbps-seed-1.txt'),
    );
  });

  it('is short when it is quick', async () => {
    await expect(renderPlan(planOf('hbf-50gbps.yaml', true))).toMatchFileSnapshot(
      golden('hbf-50gbps-quick-seed-1.txt'),
    );
  });
});

describe('the plan of hbf-g2', () => {
  it('tells what the device is to do, and what is applied of it', async () => {
    await expect(renderPlan(planOf('hbf-g2.yaml'))).toMatchFileSnapshot(
      golden('hbf-g2-seed-1.txt'),
    );
  });
});
