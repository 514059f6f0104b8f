import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { solveCommand } from '../../../src/cli/commands/solve.ts';
import type { RawOptions } from '../../../src/cli/options.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { callWithIo, type Ended } from '../../support/command-line.ts';
import { makeManifest } from '../../support/factory.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let folder: TemporaryFolder;

const record = async ({ manifest, runs }: Dataset): Promise<void> => {
  const lines = runs.map((run) => `${JSON.stringify(run)}\n`);
  await writeFile(join(folder.path, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(folder.path, 'runs.jsonl'), lines.join(''));
};

const solve = (options: RawOptions = {}): Promise<Ended> =>
  callWithIo((io) => solveCommand({ folder: '.', ...options }, io), { cwd: folder.path });

const linesOf = ({ out }: Ended): readonly string[] =>
  out.split('\n').filter((line) => line !== '');

describe('solve on a folder of recorded runs', () => {
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    await record(makeSyntheticSweep());
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it("answers the profile's requirements, one paragraph each", async () => {
    const ended = await solve();
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(linesOf(ended)).toHaveLength(4);
    expect(ended.out).toMatch(
      /^To keep decode \(tg64\) at 90 % of null, the tier must sustain at /,
    );
    expect(ended.out).toContain(`(runs in ${basename(folder.path)}).`);
  });

  it('answers for other shares, parameters and tests', async () => {
    const ended = await solve({
      keep: ['tg=80%', 'pp=80%'],
      param: ['tier.readBandwidth'],
      test: ['tg64'],
    });
    expect(linesOf(ended)).toHaveLength(1);
    expect(ended.out).toMatch(
      /^To keep decode \(tg64\) at 80 % of null, .* at least 20(\.\d)? GB\/s /,
    );
  });

  it('is one JSON document with --json', async () => {
    const { out, code } = await solve({ keep: ['tg=90%'], json: true, check: true });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      folder: basename(folder.path),
      profile: 'hbf-50gbps',
      met: true,
      requirements: [{ outcome: 'derived', check: { met: true } }, { check: { met: true } }],
    });
  });

  it('ends with code 0 when the nominal values meet every requirement', async () => {
    const ended = await solve({ check: true });
    expect(ended.code).toBe(0);
    expect(linesOf(ended).at(-1)).toBe('All 4 requirements are met.');
  });

  it('ends with code 6 when a level does not', async () => {
    const ended = await solve({ check: true, at: ['tier.readBandwidth=25GB/s'], keep: ['tg=90%'] });
    expect(ended.code).toBe(6);
    expect(ended.out).toContain(
      'not met: decode (tg64) at 90 % with tier.readBandwidth = 25GB/s: the whole interval asks for at least',
    );
    expect(linesOf(ended).at(-1)).toBe('1 of 2 requirements are not met.');
  });

  it('ends with code 6 when a requirement cannot be derived', async () => {
    const ended = await solve({ check: true, keep: ['tg=99%'], param: ['tier.readBandwidth'] });
    expect(ended.code).toBe(6);
    expect(ended.out).toContain(
      'not derivable: the share is lost already at the mildest bound level',
    );
  });

  it('carries requirements over to a reference part', async () => {
    const { out } = await solve({
      on: 'hbm4-stack',
      param: ['tier.readBandwidth'],
      test: ['tg64'],
    });
    // The pace of the synthetic machine drifts, so nothing absolute may be carried over.
    expect(out).toContain('Not projected to one stack of HBM4: the session drifted');
  });

  it.each<[RawOptions, string]>([
    [
      { keep: ['tg'] },
      "--keep: expected pp or tg with a share above 0 % and at most 100 %, such as tg=90%, got 'tg'",
    ],
    [
      { param: ['tier.buffer'] },
      "--param: expected one of tier.readBandwidth, tier.readLatency, got 'tier.buffer'",
    ],
    [{ test: ['tg128'] }, "--test: expected one of pp64, tg64, got 'tg128'"],
    [
      { at: ['tier.readBandwidth=1GB/s'] },
      "--at: expected --check beside it, got 'tier.readBandwidth=1GB/s'",
    ],
    [
      { check: true, at: ['tier.buffer=1MiB'] },
      '--at: expected PARAM=VALUE with a parameter of tier.readBandwidth, tier.readLatency',
    ],
    [{ on: 'hbm5' }, "expected the name of a reference part, got 'hbm5'"],
  ])('%j ends with code 2 and says what was expected', async (options, message) => {
    const { code, out, err } = await solve(options);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  it('says where there are no results', async () => {
    const { code, err } = await solve({ folder: '/no/such/folder' });
    expect(code).toBe(1);
    expect(err).toContain("cannot read '/no/such/folder/manifest.json'");
  });
});

describe('solve on results without a sweep', () => {
  beforeAll(async () => {
    folder = await makeTemporaryFolder();
    await record({ manifest: makeManifest(), runs: [] });
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it('says that there is nothing to solve', async () => {
    const { code, err } = await solve();
    expect(code).toBe(2);
    expect(err).toContain(
      "expected results of a sweep of one parameter, got 'results without one'",
    );
  });
});
