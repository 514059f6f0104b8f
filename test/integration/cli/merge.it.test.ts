import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/model/dataset.ts';
import { deriveCurves } from '../../../src/model/curve/curves.ts';
import type { HostFacts } from '../../../src/model/host-facts.ts';
import { callCli, packageFolder, sourceCommand, type Ended } from '../../support/command-line.ts';
import { makeModelFacts } from '../../support/factory.ts';
import { shardSweep } from '../../support/shards.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const recorded = makeSyntheticSweep();
const sweep: Dataset = {
  ...recorded,
  manifest: { ...recorded.manifest, model: makeModelFacts({ sha256: 'a-model' }) },
};

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);

beforeEach(async () => {
  folder = await makeTemporaryFolder();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const record = async (name: string, { manifest, runs }: Dataset): Promise<string> => {
  await mkdir(at(name), { recursive: true });
  await writeFile(at(name, 'manifest.json'), JSON.stringify(manifest));
  const lines = runs.map((run) => `${JSON.stringify(run)}\n`);
  await writeFile(at(name, 'runs.jsonl'), lines.join(''));
  return name;
};

/** Records the shards as `a`, `b`, `c` and so on. */
const recordAll = async (shards: readonly Dataset[]): Promise<readonly string[]> => {
  const names: string[] = [];
  for (const [index, shard] of shards.entries())
    names.push(await record(String.fromCharCode(97 + index), shard));
  return names;
};

const merge = (...args: readonly string[]): Promise<Ended> =>
  callCli(['merge', ...args], { cwd: folder.path });

const filesIn = async (name: string): Promise<ReadonlyMap<string, string>> => {
  const names = await readdir(at(name), { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of names.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(at(name).length), await readFile(path, 'utf8'));
  }
  return files;
};

const readDataset = async (name: string): Promise<Dataset> => ({
  manifest: JSON.parse(await readFile(at(name, 'manifest.json'), 'utf8')) as Dataset['manifest'],
  runs: (await readFile(at(name, 'runs.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Dataset['runs'][number]),
});

const changed = (
  shards: readonly Dataset[],
  index: number,
  change: (shard: Dataset) => Dataset,
): readonly Dataset[] =>
  shards.map((shard) => (shard.manifest.plan.shard?.index === index ? change(shard) : shard));

const host = (name: string, facts: Partial<HostFacts> = {}) => ({ hostname: name, ...facts });

describe('shards that are merged', () => {
  it('give the curves of the whole sweep', async () => {
    const of = 3;
    const warmup = sweep.runs.filter(({ round }) => round < 0).length;
    const names = await recordAll(shardSweep(sweep, of));
    const { code, out, err } = await merge(...names, '--out', 'whole');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(
      `3 shards of 3, ${sweep.runs.length + 2 * warmup} runs, 3 hosts.\n` +
        'Report: whole/report.md\n        whole/report.html\n',
    );
    const { manifest, runs } = await readDataset('whole');
    expect(manifest.plan).toEqual(JSON.parse(JSON.stringify(sweep.manifest.plan)));
    const alone = runs.map(({ shard: _shard, ...run }) => run);
    const [merged, whole] = [
      deriveCurves(manifest.plan, runs),
      deriveCurves(sweep.manifest.plan, sweep.runs),
    ];
    expect(merged.sweeps).toEqual(JSON.parse(JSON.stringify(whole.sweeps)));
    expect(new Set(alone.map(({ index }) => index)).size).toBe(sweep.runs.length);
  });

  it('give the ratios of the whole sweep where a round is divided among machines', async () => {
    const names = await recordAll(shardSweep(sweep, 15));
    expect((await merge(...names, '--out', 'whole')).code).toBe(0);
    const { manifest, runs } = await readDataset('whole');
    const ratios = (dataset: Dataset) =>
      deriveCurves(dataset.manifest.plan, dataset.runs).sweeps.flatMap((each) =>
        each.curves.flatMap(({ points }) => points.map(({ ratio }) => ratio)),
      );
    expect(ratios({ manifest, runs })).toEqual(ratios(sweep));
  });

  it('give the same bytes whatever the order in which they are named, and in steps', async () => {
    const names = await recordAll(shardSweep(sweep, 3));
    await merge(...names, '--out', 'whole');
    await merge(...names.toReversed(), '--out', 'again');
    const [first = '', second = '', third = ''] = names;
    await merge(third, first, '--out', 'part', '--allow-gaps');
    expect((await merge('part', second, '--out', 'steps')).err).toBe('');
    const whole = await filesIn('whole');
    expect(await filesIn('again')).toEqual(whole);
    expect(await filesIn('steps')).toEqual(whole);
    expect([...whole.keys()]).toContain('/curves-by-host.csv');
  });

  it('are reported, solved, compared and exported like any sweep', async () => {
    const names = await recordAll(shardSweep(sweep, 3));
    await merge(...names, '--out', 'whole');
    const before = await filesIn('whole');
    expect((await callCli(['report', 'whole'], { cwd: folder.path })).code).toBe(0);
    expect(await filesIn('whole')).toEqual(before);
    const solved = await callCli(['solve', 'whole'], { cwd: folder.path });
    expect([solved.code, solved.err]).toEqual([0, '']);
    const compared = await callCli(['compare', 'whole', 'whole'], { cwd: folder.path });
    expect([compared.code, compared.err]).toEqual([0, '']);
    const exported = await callCli(['export', 'whole', '--format', 'csv'], { cwd: folder.path });
    expect(exported.code).toBe(0);
    expect(exported.out).toContain(',node-2,');
  });

  it('are left as they were', async () => {
    const names = await recordAll(shardSweep(sweep, 2));
    const before = await filesIn('a');
    await merge(...names, '--out', 'whole');
    expect(await filesIn('a')).toEqual(before);
    expect((await readdir(folder.path)).toSorted()).toEqual(['a', 'b', 'whole']);
  });
});

describe('merge', () => {
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { code, out, err } = await merge(...args, '--out', 'whole');
    expect([code, out]).toEqual([2, '']);
    expect(await readdir(folder.path)).not.toContain('whole');
    return err;
  };

  it('refuses a whole sweep', async () => {
    await record('sweep', sweep);
    expect(await refused('sweep')).toBe(
      'emulate: cannot merge these folders:\n' +
        '  sweep holds a whole sweep, not a shard of one\n' +
        "  hint: merge joins what was made with --shard; 'emulate compare' holds two sweeps against each other\n",
    );
  });

  it('refuses shards of different plans, models and programs, and says in what they differ', async () => {
    const shards = changed(shardSweep(sweep, 3), 2, ({ manifest, runs }) => ({
      runs,
      manifest: {
        ...manifest,
        toolVersion: '0.0.9',
        plan: { ...manifest.plan, seed: 2 },
        model: makeModelFacts({ sha256: 'other' }),
        workload: { ...manifest.workload, sha256: 'other' },
      },
    }));
    const names = await recordAll(shards);
    const { model, workload } = sweep.manifest;
    expect(await refused(...names)).toBe(
      'emulate: cannot merge these folders:\n' +
        `  b differs from a in: seed ('2', not '1'); version of emulate ('0.0.9', not '0.1.0'); ` +
        `model ('${model.bytes} bytes, SHA-256 other (${model.path})', not '${model.bytes} bytes, SHA-256 ${model.sha256 ?? ''}'); ` +
        `llama-bench ('${workload.version}, SHA-256 other (${workload.path})', not '${workload.version}, SHA-256 ${workload.sha256}')\n` +
        '  hint: a curve is of one plan, model and llama-bench: merge shards that were made with the same files and options\n',
    );
  });

  it('refuses shards of another division', async () => {
    const [first] = shardSweep(sweep, 2);
    const [, second] = shardSweep(sweep, 3);
    if (first === undefined || second === undefined) throw new Error('no shards');
    const names = await recordAll([first, second]);
    expect(await refused(...names)).toContain(
      "  b differs from a in: number of shards ('3', not '2')\n",
    );
  });

  it('refuses unlike machines unless they are allowed, and then tells them apart', async () => {
    const shards = shardSweep(sweep, 2, (index) =>
      index === 1 ? host('old') : host('new', { kernel: '6.8.0', cpus: 64 }),
    );
    const names = await recordAll(shards);
    expect(await refused(...names)).toBe(
      'emulate: cannot merge these folders:\n' +
        "  b was measured on 'new', unlike 'old' of a: processors ('64', not '2'); kernel ('6.8.0', not '6.1.0-32-amd64')\n" +
        '  hint: with --allow-unlike each curve is also given for each machine, and how far they are apart\n',
    );
    const { code, err } = await merge(...names, '--out', 'whole', '--allow-unlike');
    expect([code, err]).toEqual([0, '']);
    const files = await filesIn('whole');
    expect(files.get('/report.md')).toContain(
      '**The machines are not alike: they differ in processors, kernel.**',
    );
    expect(files.get('/curves-by-host.csv')).toMatch(/^new,tier.readBandwidth,100000000000,/m);
    expect(files.get('/report.md')).toMatch(
      /\| level \| pooled \| lowest to highest host \| between hosts \| old \| new \|/,
    );
  });

  it('refuses what is there twice', async () => {
    const [first, second] = shardSweep(sweep, 2);
    if (first === undefined || second === undefined) throw new Error('no shards');
    const [run] = first.runs;
    if (run === undefined) throw new Error('no run');
    const names = await recordAll([{ ...first, runs: [...first.runs, run] }, second, second]);
    expect(await refused(...names)).toBe(
      'emulate: cannot merge these folders:\n' +
        '  shard 2/2 is there 2 times: b, c\n' +
        `  a holds a run 2 times: round -1, case ${run.case}, attempt 0 of shard 1/2\n` +
        '  hint: give each shard once, as it was recorded\n',
    );
  });

  it('refuses gaps unless they are allowed, and says how to close them', async () => {
    const [first, , third] = shardSweep(sweep, 3);
    if (first === undefined || third === undefined) throw new Error('no shards');
    const names = await recordAll([{ ...first, runs: first.runs.slice(0, -2) }, third]);
    const gaps = [
      'shard 2/3 is missing: make it with --shard 2/3 and the other options of a',
      `a lacks 2 of the ${first.runs.length} runs of shard 1/3: make them with 'emulate run --resume a'`,
    ];
    expect(await refused(...names)).toBe(
      `emulate: cannot merge these folders:\n  ${gaps.join('\n  ')}\n` +
        '  hint: with --allow-gaps what is there is merged without them\n',
    );
    const { code, out } = await merge(...names, '--out', 'whole', '--allow-gaps');
    expect(code).toBe(0);
    expect(out).toContain(gaps.map((gap) => `Gap: ${gap}\n`).join(''));
  });

  it('refuses a run that its shard was not to make', async () => {
    const [first, second] = shardSweep(sweep, 2);
    const [stray] = second?.runs.slice(-1) ?? [];
    if (first === undefined || second === undefined || stray === undefined) throw new Error('none');
    const names = await recordAll([
      { ...first, runs: [...first.runs, { ...stray, shard: 1 }] },
      second,
    ]);
    expect(await refused(...names)).toContain(
      `  a holds a run that is not planned for shard 1/2: round ${stray.round}, case ${stray.case}, attempt 0\n`,
    );
  });

  it('writes into no folder that it reads, and over nothing', async () => {
    const names = await recordAll(shardSweep(sweep, 2));
    const inside = await merge(...names, '--out', 'a/whole');
    expect(inside.err).toBe(
      "emulate: --out: expected a folder outside of 'a', which is merged, got 'a/whole'\n",
    );
    await mkdir(at('taken'));
    await writeFile(at('taken', 'note'), 'mine');
    const taken = await merge(...names, '--out', 'taken');
    expect(taken.err).toBe(
      `emulate: --out: expected a folder that is empty or not there, got '${at('taken')}'\n`,
    );
    expect(await readdir(at('taken'))).toEqual(['note']);
    await mkdir(at('empty'));
    expect((await merge(...names, '--out', 'empty')).code).toBe(0);
  });

  it('leaves nothing when it is asked to end, and says so', async () => {
    const names = await recordAll(shardSweep(sweep, 3));
    const [program, ...first] = sourceCommand;
    const paths = names.map((name) => at(name));
    const child = execa(program, [...first, 'merge', ...paths, '--out', at('whole')], {
      cwd: packageFolder,
      reject: false,
    });
    const ended = child.then(() => true);
    const soon = (): Promise<boolean> =>
      Promise.race([ended, new Promise<boolean>((resolve) => setTimeout(resolve, 5, false))]);
    while (!(await readdir(folder.path)).some((name) => name.endsWith('.part')))
      if (await soon()) break;
    child.kill('SIGTERM');
    const { exitCode, stderr } = await child;
    expect([exitCode, stderr]).toEqual([
      143,
      'emulate: interrupted by SIGTERM; nothing was written',
    ]);
    expect((await readdir(folder.path)).toSorted()).toEqual([...names]);
  });

  it('needs a folder to write', async () => {
    const { code, err } = await merge('a');
    expect([code, err]).toEqual([2, "emulate: --out: expected one path, got 'nothing'\n"]);
  });
});
