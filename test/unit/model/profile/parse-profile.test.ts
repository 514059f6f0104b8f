import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disturbanceDefaults } from '../../../../src/model/disturbance/defaults.ts';
import type { Problem } from '../../../../src/model/failure.ts';
import type { Overrides } from '../../../../src/model/profile/overrides.ts';
import { parseProfile } from '../../../../src/model/profile/parse-profile.ts';
import type { Profile } from '../../../../src/model/profile/profile.ts';

const head = 'schema: profile/1\nname: example\n';

const accept = (text: string): Profile => {
  const profile = parseProfile(text, 'p.yaml');
  if (!profile.ok) throw new Error(JSON.stringify(profile.failure));
  return profile.value;
};

const refuse = (text: string, overrides?: Overrides): readonly Problem[] => {
  const profile = parseProfile(text, 'p.yaml', overrides);
  if (profile.ok || profile.failure.reason !== 'invalid-profile') throw new Error('accepted');
  return profile.failure.problems;
};

describe('parseProfile', () => {
  it('fills in every default', () => {
    expect(accept(`${head}constraints: {}\n`)).toEqual({
      schema: 'profile/1',
      name: 'example',
      title: 'example',
      constraints: {},
      sweeps: [],
      workload: {
        prompt: [64, 128, 256],
        gen: [64, 128, 256],
        depth: [0],
        rounds: 6,
        warmupRounds: 1,
        start: 'warm',
        runTimeLimit: 600e9,
        disturbance: disturbanceDefaults,
      },
      requirements: [],
      sources: [],
    });
  });

  it('reads how rounds are added', () => {
    const text = `${head}constraints: {}\nworkload: { rounds: 8, adaptive: { maxRounds: 30, halfWidth: 1.5 % } }\n`;
    expect(accept(text).workload).toMatchObject({
      rounds: 8,
      adaptive: { maxRounds: 30, halfWidth: 0.015 },
    });
  });

  it('reads limits of disturbances beside the defaults of the others, or that there is no gate', () => {
    const some = accept(
      `${head}constraints: {}\nworkload: { disturbance: { steal: 5 %, repeats: 0 } }\n`,
    );
    expect(some.workload.disturbance).toEqual({ ...disturbanceDefaults, steal: 0.05, repeats: 0 });
    const none = accept(`${head}constraints: {}\nworkload: { disturbance: off }\n`);
    expect(none.workload).not.toHaveProperty('disturbance');
  });

  it('takes a tier without a limit', () => {
    expect(accept(`${head}constraints: { tier: {} }\n`).constraints).toEqual({ tier: {} });
  });

  it('takes a length of 0 for no such test, as llama-bench does', () => {
    const { workload } = accept(`${head}constraints: {}\nworkload: { prompt: [0], gen: [32] }\n`);
    expect(workload.prompt).toEqual([]);
    expect(workload.gen).toEqual([32]);
  });

  it('keeps the spelling of a level beside its value', () => {
    const text = `${head}constraints: { tier: { readBandwidth: 50 GB/s } }\nsweeps: [{ tier.readBandwidth: [400 Mbit/s] }]\n`;
    expect(accept(text).sweeps).toEqual([
      { parameter: 'tier.readBandwidth', levels: [{ text: '400 Mbit/s', value: 50e6 }] },
    ]);
  });

  it('lists every problem in the order of the text, each with its place', () => {
    const text = `${head}constraints:\n  tier:\n    buffer: 5\n    queueDepth: 0\nworkload: { start: hot }\ntitle: ''\n`;
    expect(refuse(text).map(({ place, path }) => [place?.line, place?.column, path])).toEqual([
      [5, 13, 'constraints.tier.buffer'],
      [6, 17, 'constraints.tier.queueDepth'],
      [7, 20, 'workload.start'],
      [8, 8, 'title'],
    ]);
  });

  it('finds a wrong value behind an anchor where it was written', () => {
    const text = `${head}constraints:\n  tier: &limits\n    readBandwidth: 50 GB/s\n  io:\n    <<: *limits\n    readIops: 1.5\nsweeps: [{ tier.readBandwidth: [&level 5 us] }, { io.readBandwidth: [*level] }]\n`;
    expect(refuse(text).map(({ place, path }) => `${place?.line} ${path}`)).toEqual([
      '8 constraints.io.readIops',
      '9 sweeps[0].tier.readBandwidth[0]',
      '9 sweeps[1].io.readBandwidth[0]',
    ]);
  });

  it('complains once about a wrong value, and not about what follows from it', () => {
    const once = (body: string): number => refuse(`${head}${body}`).length;
    expect(once('constraints: { tier: { readLatency: fast } }\n')).toBe(1);
    expect(once('constraints: { tier: { readLatency: { p50: fast } } }\n')).toBe(1);
    expect(once('constraints: { cpu: { affinity: x } }\n')).toBe(1);
    expect(once('constraints: []\nsweeps: [{ tier.readBandwidth: [1 GB/s] }]\n')).toBe(1);
    expect(once('constraints: {}\nsweeps: [{ tier.foo: [1 GB/s] }]\n')).toBe(1);
    expect(once('constraints: {}\nname: A\n')).toBe(2); // the name is given twice, and is wrong
  });

  it('refuses keys that every object of the language has', () => {
    const text = `${head}constraints: { __proto__: { tier: {} }, constructor: {}, toString: 1 }\n`;
    expect(refuse(text).map(({ message }) => message)).toEqual([
      "unknown key '__proto__'",
      "unknown key 'constructor'",
      "unknown key 'toString'",
    ]);
    expect(
      refuse(`${head}constraints: { tier: {} }\nsweeps: [{ constructor: [1] }]\n`),
    ).toHaveLength(1);
  });

  it('refuses a text of more than 64 KiB without reading it', () => {
    expect(refuse(`#${'x'.repeat(2 ** 16)}`).map(({ message }) => message)).toEqual([
      'expected a profile of at most 64 KiB, got 65537 characters',
    ]);
  });

  it('survives nesting that would exhaust the reader', () => {
    for (const text of [
      '['.repeat(60_000),
      '{a: '.repeat(15_000),
      '- '.repeat(30_000),
      '? '.repeat(30_000),
    ])
      expect(refuse(text)[0]?.message).toBe(
        'expected at most 64 lists and mappings inside one another, got more',
      );
  });

  it('never throws and always says something, whatever the text', () => {
    const word = fc.constantFrom(
      ...[
        'schema',
        'profile/1',
        'name',
        'constraints',
        'tier',
        'sweeps',
        '- ',
        ': ',
        '\n',
        '  ',
        '{',
        '}',
        '[',
        ']',
      ],
      ...[
        '&a ',
        '*a',
        '<<: ',
        '"',
        "'",
        '!!x ',
        '\t',
        '---\n',
        '5 us',
        '%',
        '# ',
        '|\n',
        'null',
        '~',
        '? ',
      ],
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (given) => {
        expect(refuse(given).every(({ message }) => message.length > 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on values of any kind anywhere in a profile', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const part = fc.constantFrom(
      'title',
      'constraints',
      'sweeps',
      'workload',
      'requirements',
      'sources',
    );
    fc.assert(
      fc.property(part, fc.constantFrom('tier', 'memory', 'x'), value, (key, inner, any) => {
        const body = key === 'constraints' ? { [inner]: any } : any;
        const document = { schema: 'profile/1', name: 'a', constraints: {}, [key]: body };
        const result = parseProfile(JSON.stringify(document), 'p.yaml');
        expect(result.ok || result.failure.reason === 'invalid-profile').toBe(true);
      }),
    );
  });
});
