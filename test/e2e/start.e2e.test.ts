import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEvidence } from '../../src/model/evidence.ts';
import type { ProgramRecord } from '../../src/model/program-record.ts';
import type { RunRecord } from '../../src/model/run-record.ts';
import { packageFolder } from '../support/command-line.ts';
import { emulate, recordedIn } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

/** Beside the sources, and so on a disk as a rule: what lies in memory cannot leave it. */
const models = join(packageFolder, '.cache/e2e/emulate/models');
const model = join(models, 'small-seed1.gguf');

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);

const writeProfile = async (start: 'warm' | 'cold'): Promise<string> => {
  const path = at(`${start}.yaml`);
  const lines = [
    'schema: profile/1',
    `name: start-${start}`,
    'title: A tier without limits',
    'constraints: { tier: {} }',
    `workload: { prompt: [16], gen: [4], depth: [0], rounds: 1, warmupRounds: 0, start: ${start} }`,
  ];
  await writeFile(path, [...lines, ''].join('\n'));
  return path;
};

const startOf = ({ evidence }: Pick<RunRecord | ProgramRecord, 'evidence'>) => {
  const found = findEvidence(evidence, 'start');
  if (found === undefined) throw new Error('no evidence of the start');
  return found;
};

const bound = { verdict: 'bound', why: '' };

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await mkdir(models, { recursive: true });
  if ((await stat(model).catch(() => undefined)) === undefined)
    await emulate(['model', 'make', '--shape', 'small', '--out', model]);
});

afterAll(() => folder[Symbol.asyncDispose]());

describe('a sweep', () => {
  const sweep = async (start: 'warm' | 'cold') => {
    const profile = await writeProfile(start);
    const args = ['--profile', profile, '--model', model, '--rounds', '1', '--no-gate'];
    return await emulate([...args, '--out', at(start)]);
  };

  it('starts every run cold where its profile says so, the baseline too', async ({ skip }) => {
    const ended = await sweep('cold');
    skip(ended.code === 4, ended.err);
    expect(ended).toMatchObject({ code: 0 });
    const { runs, folder: results } = await recordedIn(at('cold'));
    expect(runs.map((run) => run.case).toSorted()).toEqual(['baseline', 'null']);
    const { size } = await stat(model);
    for (const run of runs) {
      expect(startOf(run)).toMatchObject({ asked: 'cold', modelBytes: size });
      expect(startOf(run).residentBytes).toBeLessThanOrEqual(0.05 * size);
      expect(run.verdicts['start']).toEqual(bound);
    }
    const report = await readFile(join(results, 'report.md'), 'utf8');
    expect(report).toContain('### Start of the runs');
    expect(report).toMatch(/^\| baseline \| cold \|/m);
  });

  it('starts every run warm else, after a cold one too', async () => {
    expect(await sweep('warm')).toMatchObject({ code: 0 });
    const { runs } = await recordedIn(at('warm'));
    expect(runs).toHaveLength(2);
    for (const run of runs) {
      const { asked, residentBytes, modelBytes } = startOf(run);
      expect(asked).toBe('warm');
      // Nothing tells without fincore.
      if (residentBytes !== undefined) expect(residentBytes).toBeGreaterThan(0.95 * modelBytes);
      expect(run.verdicts['start']).toEqual(bound);
    }
  });
});

describe('any program', () => {
  const exec = async (start: 'warm' | 'cold', ...args: readonly string[]) =>
    emulate([
      ...['exec', '--profile', await writeProfile(start), '--case', 'baseline'],
      ...['--json', at(`${start}.json`), ...args, '--', 'wc', '-c', model],
    ]);
  const record = async (start: 'warm' | 'cold'): Promise<ProgramRecord> =>
    JSON.parse(await readFile(at(`${start}.json`), 'utf8')) as ProgramRecord;

  it('starts cold where the profile says so', async ({ skip }) => {
    const ended = await exec('cold', '--model', model);
    skip(ended.code === 4, ended.err);
    expect(ended.code).toBe(0);
    const cold = await record('cold');
    expect(startOf(cold)).toMatchObject({ asked: 'cold', residentBytes: 0 });
    expect(cold.verdicts).toEqual({ start: bound });
  });

  it('needs to be told what is to leave the page cache', async () => {
    const ended = await exec('cold');
    expect(ended.code).toBe(2);
    expect(ended.err).toContain('--model: expected the file that is to leave the page cache');
  });

  it('starts from what there is where the profile says warm', async () => {
    expect((await exec('warm', '--model', model)).code).toBe(0);
    const { evidence, verdicts } = await record('warm');
    expect([evidence, verdicts]).toEqual([[], {}]);
  });
});
