import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../../../src/model/profile/parse-profile.ts';
import type { Profile } from '../../../../src/model/profile/profile.ts';
import { renderFailure } from '../../../../src/model/render-failure.ts';

const text = `schema: profile/1
name: example
constraints:
  tier:
    readBandwidth: 50 GB/s
    readLatency: 5 us
sweeps:
  - tier.readLatency: [1 us, 5 us]
sources:
  - { field: tier.readBandwidth, grade: spec, note: A table. }
  - { field: tier.readLatency, grade: measured, note: On a device. }
`;

const accept = (set: readonly string[], sweep: readonly string[] = [], from = text): Profile => {
  const profile = parseProfile(from, 'p.yaml', { set, sweep });
  if (!profile.ok) throw new Error(renderFailure(profile.failure).message);
  return profile.value;
};

const refuse = (set: readonly string[], sweep: readonly string[] = [], from = text): string[] => {
  const profile = parseProfile(from, 'p.yaml', { set, sweep });
  if (profile.ok) throw new Error('it was accepted');
  return renderFailure(profile.failure).message.split('\n').slice(0, -1);
};

describe('--set', () => {
  it('replaces a nominal value', () => {
    expect(accept(['tier.readBandwidth=25GB/s']).constraints.tier?.readBandwidth).toBe(25e9);
    expect(accept(['tier.readBandwidth = 25 GB/s']).constraints.tier?.readBandwidth).toBe(25e9);
  });

  it('lets the last one of a parameter hold', () => {
    const profile = accept(['tier.queueDepth=1', 'tier.queueDepth=2']);
    expect(profile.constraints.tier?.queueDepth).toBe(2);
  });

  it('adds a constraint that the profile lacks', () => {
    expect(accept(['memory.max=60 % of model']).constraints.memory).toEqual({
      max: { kind: 'model-share', share: 0.6 },
    });
  });

  it('takes collections as YAML writes them', () => {
    const profile = accept(['tier.readLatency={p50: 5us, p99.9: 20us}', 'workload.prompt=[32]']);
    expect(profile.constraints.tier?.readLatency).toEqual({
      kind: 'quantiles',
      p50: 5000,
      'p99.9': 20_000,
    });
    expect(profile.workload.prompt).toEqual([32]);
  });

  it('sets one quantile of several, even one with a dot in its name', () => {
    const quantiles = text.replace('readLatency: 5 us', 'readLatency: { p50: 5 us }');
    expect(
      accept(['tier.readLatency.p99.9=80us'], [], quantiles).constraints.tier?.readLatency,
    ).toEqual({ kind: 'quantiles', p50: 5000, 'p99.9': 80_000 });
  });

  it('sets the workload and the requirements', () => {
    const profile = accept(['workload.rounds=3', 'requirements=[{metric: tg, keep: 95 %}]']);
    expect(profile.workload.rounds).toBe(3);
    expect(profile.requirements).toEqual([{ metric: 'tg', keep: 0.95 }]);
  });

  it('replaces the note on where the number came from', () => {
    expect(accept(['tier.readBandwidth=25GB/s', 'workload.rounds=3']).sources).toEqual([
      { field: 'tier.readLatency', grade: 'measured', note: 'On a device.' },
      { field: 'tier.readBandwidth', grade: 'assumed', note: 'set on the command line' },
    ]);
  });

  it('is checked like a file, and its messages name the option', () => {
    expect(refuse(['tier.readBandwidth=25GB', 'workload.rounds=0', 'tier.buffer='])).toEqual([
      "--set tier.readBandwidth: expected a bandwidth with its unit, such as '50 GB/s' or '400 Mbit/s', got '25GB'",
      "  hint: did you mean '25 GB/s'?",
      "--set tier.buffer: expected a size with its unit, such as '64 MiB' or '4 kB', got nothing",
      "--set workload.rounds: expected a number of rounds from 1 to 1000, got '0'",
    ]);
  });

  it('suggests a name for one that nobody knows', () => {
    expect(refuse(['tier.readBandwith=25GB/s', 'teir.buffer=1MiB'])).toEqual([
      "--set tier.readBandwith: unknown key 'readBandwith'",
      "  hint: did you mean 'readBandwidth'?",
      "constraints.teir (by --set teir.buffer): unknown key 'teir'",
      "  hint: did you mean 'tier'?",
    ]);
  });

  it('names the option when what it made lacks something', () => {
    expect(refuse(['tier.stall.every=1ms'])).toEqual([
      "constraints.tier.stall.for (by --set tier.stall.every): expected a time with its unit, such as '5 us' or '10 ms', but it is missing",
    ]);
  });

  it('does not put a quantile beside a latency of one value', () => {
    expect(refuse(['tier.readLatency.p99=20us'])).toEqual([
      "--set tier.readLatency.p99: expected 'tier.readLatency' to be a mapping, got '5 us'",
      "  hint: set the whole of it, as in --set 'tier.readLatency={ ... }'",
    ]);
  });

  it('refuses what is no assignment, and what is no YAML', () => {
    expect(refuse(['tier.buffer', '=5', 'tier.prefetch=[1', 'tier.prefetch={a: 1, a: 2}'])).toEqual(
      [
        "--set: expected PARAM=VALUE, got 'tier.buffer'",
        "--set: expected PARAM=VALUE, got '=5'",
        "--set tier.prefetch: expected ']' before this",
        "--set tier.prefetch: expected each key once, got 'a' again",
      ],
    );
  });

  it('keeps the places of what the file got wrong', () => {
    const wrong = text.replace('50 GB/s', '50 GB');
    expect(refuse(['tier.queueDepth=x'], [], wrong)[0]).toMatch(/^p\.yaml:5:20 constraints\./);
  });
});

describe('--sweep', () => {
  it('replaces the sweeps of the profile', () => {
    expect(accept([], ['tier.readBandwidth=1GB/s, 2GB/s']).sweeps).toEqual([
      {
        parameter: 'tier.readBandwidth',
        levels: [
          { text: '1GB/s', value: 1e9 },
          { text: '2GB/s', value: 2e9 },
        ],
      },
    ]);
  });

  it('can be given for several parameters, and for one that --set brings in', () => {
    const sweeps = ['tier.readLatency=1us', 'tier.queueDepth=1,2'];
    const profile = accept(['tier.queueDepth=4'], sweeps);
    expect(profile.sweeps.map(({ parameter }) => parameter)).toEqual([
      'tier.readLatency',
      'tier.queueDepth',
    ]);
  });

  it('is checked like a file, and its messages name the option', () => {
    expect(
      refuse([], ['tier.readBandwidth=1GB/s,2,1000MB/s', 'tier.buffer=1MiB', 'tier.foo=1', 'x']),
    ).toEqual([
      "--sweep: expected PARAM=V1,V2,..., got 'x'",
      "--sweep tier.readBandwidth[1]: expected a bandwidth with its unit, such as '50 GB/s' or '400 Mbit/s', got '2'",
      "--sweep tier.foo: unknown key 'tier.foo'",
      expect.stringMatching(/^ {2}hint: known here: tier\.readBandwidth, /),
      "--sweep tier.buffer: expected a parameter that 'constraints' sets, got 'tier.buffer'",
      "  hint: give 'tier.buffer' a value in 'constraints': it holds while another parameter is swept",
    ]);
  });

  it('refuses a parameter without levels, and one given twice', () => {
    expect(refuse([], ['tier.readLatency='])[0]).toMatch(
      /^--sweep tier\.readLatency\[0\]: .* got nothing$/,
    );
    expect(refuse([], ['tier.readLatency=1us', 'tier.readLatency=2us'])).toEqual([
      "--sweep tier.readLatency: expected each parameter once, got 'tier.readLatency'",
      '  hint: put all levels of a parameter in one list',
    ]);
  });
});
