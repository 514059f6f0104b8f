import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expandPlan } from '../../../src/model/plan/expand.ts';
import { renderPlan } from '../../../src/model/plan/render-plan.ts';
import { listFields } from '../../../src/model/profile/parameter-value.ts';
import { parseProfile } from '../../../src/model/profile/parse-profile.ts';
import type { Profile } from '../../../src/model/profile/profile.ts';
import { renderFailure } from '../../../src/model/render-failure.ts';

const folder = new URL('../../../profiles/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const textOf = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const read = (name: string): Profile => {
  const profile = parseProfile(textOf(name), name);
  if (!profile.ok) throw new Error(renderFailure(profile.failure).message);
  return profile.value;
};
const golden = (name: string): string =>
  new URL(`../../golden/plan/${name}`, import.meta.url).pathname;

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
    const { constraints, sweeps, sources } = read(name);
    const fields = sources.map(({ field }) => field);
    for (const { path } of listFields(constraints)) expect(fields).toContain(path);
    for (const { parameter } of sweeps) expect(fields).toContain(`sweeps.${parameter}`);
  });
});

describe('the plan of hbf-50gbps', () => {
  it('is the same on every machine', async () => {
    const plan = expandPlan(read('hbf-50gbps.yaml'), { seed: 1, quick: false });
    if (!plan.ok) throw new Error(renderFailure(plan.failure).message);
    const { cases, runs, ...rest } = plan.value;
    const lines = (items: readonly object[]): string =>
      items.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
    const text = `{\n  "plan": ${JSON.stringify(rest)},\n  "cases": [\n${lines(cases)}\n  ],\n  "runs": [\n${lines(runs)}\n  ]\n}\n`;
    await expect(text).toMatchFileSnapshot(golden('hbf-50gbps-seed-1.json'));
    await expect(renderPlan(plan.value)).toMatchFileSnapshot(golden('hbf-50gbps-seed-1.txt'));
  });

  it('is short when it is quick', async () => {
    const plan = expandPlan(read('hbf-50gbps.yaml'), { seed: 1, quick: true });
    if (!plan.ok) throw new Error(renderFailure(plan.failure).message);
    await expect(renderPlan(plan.value)).toMatchFileSnapshot(golden('hbf-50gbps-quick-seed-1.txt'));
  });
});
