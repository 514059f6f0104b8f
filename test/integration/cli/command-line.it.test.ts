import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tierLibrary } from '../../../src/cli/compiled-files.ts';
import { saveCalibration } from '../../../src/store/calibrations.ts';
import { saveSpeed } from '../../../src/store/host-speeds.ts';
import { compiledKey } from '../../../src/system/compiled.ts';
import { createFiles } from '../../../src/system/files.ts';
import { readHostIdentity } from '../../../src/system/host-identity.ts';
import { makeCalibration, makePoint } from '../../support/calibration.ts';
import { callCli, packageFolder } from '../../support/command-line.ts';
import { makeSpeedObservation } from '../../support/speed-observation.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const golden = (name: string): Promise<string> =>
  readFile(join(packageFolder, 'test/golden/plan', name), 'utf8');
const nominal = ['--profile', 'hbf-50gbps'];
const uncalibrated =
  "none of this host and this version; 'emulate calibrate --profile hbf-50gbps' measures what its tier delivers";
const anyNumber = expect.any(Number) as unknown;
const hint = "hint: 'emulate --help' lists commands and options";

describe('a command line that is not understood', () => {
  it.each([
    [['frobnicate'], "unknown command or argument 'frobnicate'"],
    [['pln'], "unknown command or argument 'pln'\n  hint: did you mean 'plan'?"],
    [['--profle', 'x'], "unknown option '--profle'\n  hint: did you mean '--profile'?"],
    [[...nominal, '--dry-runn'], "unknown option '--dry-runn'\n  hint: did you mean '--dry-run'?"],
    [[...nominal, 'extra'], "unknown command or argument 'extra'"],
    [
      [],
      "--profile: expected a name or a file, got 'nothing'\n  hint: such as '--profile hbf-50gbps'; 'emulate profiles' lists",
    ],
    [['plan'], "--profile: expected a name or a file, got 'nothing'"],
    [
      ['--profile', 'hbf-50gbp'],
      "expected the name of a profile or a file, got 'hbf-50gbp'; known: cache-drop, ",
    ],
    [['--profile', 'hbf-50gbp'], "sata-ssd, ufs-4\n  hint: did you mean 'hbf-50gbps'?"],
    [['plan', '--profile', './no-such.yaml'], "got './no-such.yaml'; known: cache-drop, "],
    [[...nominal, '--rounds', '0'], "--rounds: expected a whole number from 1 to 1000, got '0'"],
    [
      [...nominal, '--rounds', '8', '--max-rounds', '7'],
      "--max-rounds: expected a whole number from 8, the fewest rounds, to 1000, got '7'",
    ],
    [[...nominal, '--half-width', '2'], '--half-width: expected a share with its unit, above 0 %'],
    [[...nominal, '--seed', 'x'], "--seed: expected a whole number from 0 to 4294967295, got 'x'"],
    [[...nominal, '--set', 'tier'], "--set: expected PARAM=VALUE, got 'tier'"],
    [
      [...nominal, '--set', 'tier.readBandwidth=50'],
      "--set tier.readBandwidth: expected a bandwidth with its unit, such as '50 GB/s' or",
    ],
    [[...nominal, '--sweep', 'tier.buffer'], '--sweep: expected PARAM=V1,V2,...'],
    [
      [...nominal, '--sweep', 'tier.bufer=1MiB,2MiB'],
      "--sweep tier.bufer: unknown key 'tier.bufer'\n  hint: did you mean 'tier.buffer'?",
    ],
    [
      ['profiles', 'lst'],
      "action: expected 'list', 'show' or 'check', got 'lst'\n  hint: did you mean 'list'?",
    ],
    [
      [...nominal, '--scope', 'cgroupv2'],
      "--scope: expected 'systemd', 'systemd-user', 'cgroup-v2', 'cgroup-v1', got 'cgroupv2'\n" +
        "  hint: did you mean 'cgroup-v2'?",
    ],
    [['exec', '--profile', 'null', '--case', 'nul', '--', 'true'], "hint: did you mean 'null'?"],
    [['completion', 'bsh'], "hint: did you mean 'bash'?"],
    [['profiles', 'show'], "profiles show: expected one name or file, got 'nothing'"],
    [['profiles', 'show', 'null', 'null'], "expected one name or file, got '2 names'"],
    [['profiles', 'show', 'nul'], "hint: did you mean 'null'?"],
    [['profiles', 'check'], "profiles check: expected one file or more, got 'nothing'"],
    [['model', 'make', '--shape', 'tiny'], "--out: expected one path, got 'nothing'"],
    [
      ['model', 'make', '--shape', 'tinny', '--out', '/x'],
      "expected the name of a shape, got 'tinny'; known: tiny, small, demo, moe-small, qwen2.5-0.5b, qwen2.5-3b\n" +
        "  hint: did you mean 'tiny'?",
    ],
    [['report'], "report: expected 'emulate report DIR...'"],
  ])('%j ends with code 2 and says what was expected', async (args, message) => {
    const { code, out, err } = await callCli(args);
    expect(err).toContain(`emulate: `);
    expect(err).toContain(message);
    expect(code).toBe(2);
    expect(out).toBe('');
  });

  it('says where to read on', async () => {
    expect((await callCli(['--frobnicate'])).err).toContain(hint);
  });
});

describe('the plan', () => {
  it.each([
    ['hbf-50gbps-seed-1.txt', ['plan', ...nominal]],
    ['hbf-50gbps-quick-seed-1.txt', ['plan', ...nominal, '--quick']],
    ['hbf-50gbps-seed-1.txt', [...nominal, '--dry-run']],
    ['hbf-50gbps-quick-seed-1.txt', ['run', ...nominal, '--quick', '--dry-run', '--seed', '1']],
  ])('is %s for %j', async (name, args) => {
    const { code, out, err } = await callCli(args);
    const text = `${await golden(name)}\nCalibration: ${uncalibrated}\n`;
    expect(out.slice(0, text.length)).toBe(text);
    // How long it takes depends on this machine's processors.
    expect(out.slice(text.length)).toMatch(/^Estimated time: about .+ \(rough, .+\)\n$/);
    expect(err).toBe('');
    expect(code).toBe(0);
  });

  it('is one document with --json', async () => {
    const { code, out } = await callCli(['plan', ...nominal, '--json']);
    expect(code).toBe(0);
    const { plan, ...rest } = JSON.parse(await golden('hbf-50gbps-seed-1.json')) as {
      readonly plan: object;
    };
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      plan: { ...plan, ...rest },
      calibration: { misses: [], warnings: [], unknownUnits: [], problem: uncalibrated },
      estimate: {
        ...{ seconds: anyNumber, low: anyNumber, high: anyNumber },
        basis: 'rough',
      },
    });
  });

  it('is estimated by what earlier sweeps on this host have shown', async () => {
    await using folder = await makeTemporaryFolder();
    const args = ['plan', '--profile', 'null', '--threads', '3', '--json'];
    const observation = makeSpeedObservation({ modelBytes: 107_414_400, threads: 3 });
    const host = await readHostIdentity();
    await saveSpeed(join(folder.path, 'emulate/speeds'), host, observation);
    const { estimate } = JSON.parse((await callCli(args, {}, folder.path)).out) as {
      estimate: object;
    };
    expect(estimate).toMatchObject({ basis: 'sweep', measuredUtc: observation.measuredUtc });
    const text = await callCli(args.slice(0, -1), {}, folder.path);
    expect(text.out).toMatch(
      /Estimated time: about .+ \(from a sweep of 2026-03-01 on this host\)/,
    );
  });

  it('has no estimate for a model that is not there', async () => {
    const { code, out } = await callCli(['plan', '--profile', 'null', '--model', './no.gguf']);
    expect(code).toBe(0);
    expect(out).not.toContain('Estimated');
  });

  it('holds what the command line sets', async () => {
    const { out } = await callCli([
      ...['plan', ...nominal, '--rounds', '2', '--set', 'tier.buffer=128MiB'],
      ...['--sweep', 'tier.readBandwidth=25GB/s,5GB/s', '--json'],
    ]);
    const { plan } = JSON.parse(out) as {
      plan: { cases: { id: string }[]; runs: unknown[]; profile: unknown };
    };
    expect(plan.cases.map(({ id }) => id)).toEqual([
      'baseline',
      'null',
      'tier.readBandwidth=25GB/s',
      'tier.readBandwidth=5GB/s',
    ]);
    expect(plan.runs).toHaveLength(2 + 2 * 4);
    expect(plan.profile).toMatchObject({
      constraints: { tier: { buffer: 2 ** 27 } },
      sources: expect.arrayContaining([
        { field: 'tier.buffer', grade: 'assumed', note: 'set on the command line' },
        { field: 'sweeps.tier.readBandwidth', grade: 'assumed', note: 'set on the command line' },
      ]) as unknown,
    });
  });

  it('adds rounds as they are needed, and has no gate, where the command line says so', async () => {
    const { out } = await callCli([
      ...['plan', ...nominal, '--max-rounds', '9', '--half-width', '1.5%', '--no-gate', '--json'],
    ]);
    const { plan } = JSON.parse(out) as {
      plan: { runs: { round: number }[]; profile: { workload: object } };
    };
    expect(plan.profile.workload).toMatchObject({
      rounds: 6,
      adaptive: { maxRounds: 9, halfWidth: 0.015 },
    });
    expect(plan.profile.workload).not.toHaveProperty('disturbance');
    expect(plan.runs.at(-1)?.round).toBe(8);
  });

  it('is refused beyond what this host was measured to deliver, and warned of near it', async () => {
    await using folder = await makeTemporaryFolder();
    const library = await compiledKey(tierLibrary, createFiles());
    const calibration = makeCalibration({
      host: await readHostIdentity(),
      library: library.ok ? library.value : '',
      points: [makePoint({ kind: 'ceiling', values: [80e9] })],
    });
    await saveCalibration(join(folder.path, 'emulate/calibrations'), calibration);
    const beyond = await callCli(['plan', ...nominal], {}, folder.path);
    expect(beyond).toMatchObject({ code: 4, out: '' });
    expect(beyond.err).toContain(
      "case 'tier.readBandwidth=100GB/s': asked 100 GB/s, this host's tier delivers at most 80 GB/s (calibrated 2026-03-01)",
    );
    const near = ['plan', ...nominal, '--sweep', 'tier.readBandwidth=50GB/s,25GB/s'];
    const warned = await callCli(near, {}, folder.path);
    expect(warned.code).toBe(0);
    expect(warned.out).toMatch(
      /Calibration of 2026-03-01: these cases are doubtful\n {2}warning: case 'nominal': asked 50 GB\/s, more than half/,
    );
  });

  it('writes nothing', async () => {
    await using folder = await makeTemporaryFolder();
    const args = [...nominal, '--dry-run', '--out', join(folder.path, 'results')];
    const { code } = await callCli(args, { cwd: folder.path });
    expect(code).toBe(0);
    await expect(readFile(join(folder.path, 'results'))).rejects.toThrow('ENOENT');
  });
});

describe('the shipped profiles', () => {
  it('are listed with what they are about, how long they take, and whether they can be enforced here', async () => {
    const { code, out } = await callCli(['profiles']);
    expect(code).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^profile +title +time +here$/);
    expect(lines.find((line) => line.startsWith('hbf-50gbps '))).toMatch(
      /^hbf-50gbps +HBF-class tier, 50 GB\/s sustained reads +\d+ (s|min) +(yes|no: .+)$/,
    );
    expect(out).toContain(
      'sweeps tier.readBandwidth (6), tier.readLatency (4), tier.residency (3)\n',
    );
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
    expect((await callCli(['profiles', 'list'])).out).toBe(out);
  });

  it('are one document with --json', async () => {
    const { out } = await callCli(['profiles', 'list', '--json']);
    const shipped = await readdir(join(packageFolder, 'profiles'));
    const names = shipped.filter((name) => name.endsWith('.yaml')).map((name) => name.slice(0, -5));
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      profiles: names.toSorted().map((name): unknown =>
        expect.objectContaining({
          name,
          title: expect.any(String) as unknown,
          enforceable: expect.any(Boolean) as unknown,
          lacks: expect.any(Array) as unknown,
          estimate: expect.objectContaining({ seconds: anyNumber }) as unknown,
        }),
      ),
    });
  });

  it('are shown as they are written', async () => {
    const { code, out } = await callCli(['profiles', 'show', 'hbf-50gbps']);
    expect(code).toBe(0);
    expect(out).toBe(await readFile(join(packageFolder, 'profiles/hbf-50gbps.yaml'), 'utf8'));
  });

  it('are shown as they are understood with --json', async () => {
    const { out } = await callCli(['profiles', 'show', 'hbf-50gbps', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      profile: { constraints: { tier: { readBandwidth: 50e9 } } },
    });
  });
});

describe('the check of profiles', () => {
  const broken = 'test/fixtures/profiles/invalid/unit-missing.yaml';
  const fine = 'test/fixtures/profiles/valid/minimal.yaml';

  it('says of each file that it is valid, or every place where it is not', async () => {
    const { code, out, err } = await callCli(['profiles', 'check', fine, broken, 'null']);
    expect(code).toBe(2);
    expect(out).toBe(`${fine}: valid\nnull: valid\n`);
    const problems = await readFile(join(packageFolder, broken.replace('yaml', 'txt')), 'utf8');
    const [first = ''] = problems.split('\n');
    expect(err).toContain(first.slice(first.indexOf(' ')));
    expect(err).toMatch(/^emulate: test\/fixtures\/profiles\/invalid\/unit-missing\.yaml:\d+:\d+ /);
    expect(err).toContain('nothing was run.');
  });

  it('ends with code 0 when all are valid', async () => {
    expect(await callCli(['profiles', 'check', fine])).toEqual({
      code: 0,
      out: `${fine}: valid\n`,
      err: '',
    });
  });

  it('is one document with --json, and the code says the same', async () => {
    const { code, out, err } = await callCli(['profiles', 'check', fine, broken, '--json']);
    expect(code).toBe(2);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      profiles: [
        { name: fine, valid: true },
        { name: broken, valid: false, failure: { reason: 'invalid-profile' } },
      ],
    });
  });
});

describe('the report', () => {
  it('of a folder without results says what such a folder holds', async () => {
    const { code, err } = await callCli(['report', '/no/such/folder']);
    expect(code).toBe(1);
    expect(err).toContain("cannot read '/no/such/folder/manifest.json'");
    expect(err).toContain('a folder of results holds manifest.json and runs.jsonl');
  });
});
