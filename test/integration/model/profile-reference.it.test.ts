import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { holdsValue, listFields } from '../../../scripts/profile-reference/fields.ts';
import { fieldNotes } from '../../../scripts/profile-reference/notes.ts';
import { renderProfileReference } from '../../../scripts/profile-reference/render.ts';
import { profileJsonSchema, profileSchema } from '../../../src/model/profile/schema.ts';

const page = fileURLToPath(new URL('../../../docs/profile-reference.md', import.meta.url));

const paths = listFields(profileJsonSchema())
  .filter(holdsValue)
  .map(({ path }) => path);

type Tree = Record<string, unknown>;

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** The segments of a path; a quantile's name may hold a dot. */
const segmentsOf = (path: string): readonly string[] =>
  path
    .replace('p99.9', 'p99_9')
    .split('.')
    .map((name) => name.replace('p99_9', 'p99.9'));

/** A profile in which each of the paths has its example. */
const profileOf = (values: Readonly<Record<string, string>>): Tree => {
  const root: Tree = {};
  for (const [path, text] of Object.entries(values)) {
    const segments = segmentsOf(path);
    let at = root;
    for (const segment of segments.slice(0, -1)) {
      const name = segment.replace('[]', '');
      at[name] ??= segment.endsWith('[]') ? [{}] : {};
      const next = at[name];
      const inside: unknown = Array.isArray(next) ? next[0] : next;
      if (!isTree(inside)) throw new Error(`expected a mapping at ${path}`);
      at = inside;
    }
    at[segments.at(-1) ?? ''] = parse(text);
  }
  return root;
};

const examples = Object.fromEntries(paths.map((path) => [path, fieldNotes[path]?.example ?? '']));

const without = (drop: (path: string) => boolean): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(examples).filter(([path]) => !drop(path)));

const problemsOf = (values: Readonly<Record<string, string>>) =>
  profileSchema.safeParse(profileOf(values)).error?.issues ?? [];

describe('docs/profile-reference.md', () => {
  it('is what the schema gives; write it anew with "npm run docs:reference"', async () => {
    const text = renderProfileReference(profileJsonSchema());
    const style = (await resolveConfig(page)) ?? {};
    expect(readFileSync(page, 'utf8')).toBe(await format(text, { ...style, parser: 'markdown' }));
  });

  it('has a note for every field of the schema, and for no other', () => {
    expect(Object.keys(fieldNotes).toSorted()).toEqual([...paths].toSorted());
  });

  it('gives examples that a profile may hold', () => {
    const containers = ['constraints.tier.readLatency', 'workload.disturbance'];
    expect(problemsOf(without((path) => containers.includes(path)))).toEqual([]);
    const inContainers = (path: string): boolean =>
      containers.some((container) => path.startsWith(`${container}.`));
    expect(problemsOf(without(inContainers))).toEqual([]);
  });

  it.for([
    ['requirements[].keep', '0 %', '100.1 %'],
    ['workload.adaptive.halfWidth', '0 %', '101 %'],
    ['workload.disturbance.steal', '0 %', '101 %'],
    ['workload.runTimeLimit', '999 ms', '24.1 h'],
    ['constraints.memory.max', '0 % of model', '1001 % of model'],
    ['constraints.tier.scale.host', '0 B/s', '101 TB/s'],
    ['workload.prompt', '[-1]', '[1000001]'],
    ['constraints.cpu.affinity', '"a"', '"8192"'],
  ] as const)('keeps its word on the range of %s', ([path, below, above]) => {
    const isShort = (other: string): boolean =>
      other === 'workload.disturbance' || other === 'constraints.tier.readLatency';
    for (const value of [below, above])
      expect(problemsOf({ ...without(isShort), [path]: value })).not.toEqual([]);
  });
});
