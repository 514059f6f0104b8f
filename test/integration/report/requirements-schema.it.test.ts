import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deriveFindings } from '../../../src/report/findings.ts';
import { renderRequirementsJson } from '../../../src/report/requirements-json.ts';
import {
  requirementsJsonSchema,
  requirementsSchema,
} from '../../../src/report/requirements-schema.ts';
import { makeSyntheticKernelSweep } from '../../support/synthetic-kernel-sweep.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';

const document = (path: string): string =>
  readFileSync(new URL(`../../../docs/${path}`, import.meta.url), 'utf8');

/** Names of all properties, however deep. */
const properties = (schema: unknown): readonly string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = Object.entries(schema).find(([key]) => key === 'properties')?.[1] as
    object | undefined;
  return [...Object.keys(own ?? {}), ...Object.values(schema).flatMap(properties)];
};

describe('docs/requirements.schema.json', () => {
  it('is what the code makes; write it anew with "npm run schema"', () => {
    expect(JSON.parse(document('requirements.schema.json'))).toEqual(requirementsJsonSchema());
  });

  it.for([
    ['a tier', makeSyntheticSweep()],
    ['a tier in too few rounds', makeSyntheticSweep({ rounds: 3 })],
    ['a tier of which nothing was recorded', { ...makeSyntheticSweep(), runs: [] }],
    ["the kernel's constraints", makeSyntheticKernelSweep()],
  ] as const)('admits what is written of %s', ([, dataset]) => {
    const written = JSON.parse(renderRequirementsJson(deriveFindings(dataset))) as unknown;
    const { error } = requirementsSchema.safeParse(written);
    expect(error?.issues ?? []).toEqual([]);
  });

  it('has every field explained in docs/results.md', () => {
    const section = /## requirements\.json\n(.*?)\n## /su.exec(document('results.md'))?.[1] ?? '';
    const names = new Set(properties(requirementsJsonSchema()));
    expect(names.size).toBeGreaterThan(30);
    expect([...names].filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
  });
});
