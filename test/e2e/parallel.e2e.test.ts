import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readResults } from '../../src/store/read-results.ts';
import { readCommands } from '../support/document-commands.ts';
import { builtCommand, emulate, environment } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const profile = [
  'schema: profile/1',
  'name: shards',
  'title: Shards of a small sweep',
  'constraints: { tier: { readBandwidth: 50 MB/s, buffer: 1 MiB } }',
  'sweeps: [ { tier.readBandwidth: [50 MB/s, 100 MB/s] } ]',
  'workload: { prompt: [8], gen: [8], depth: [0], rounds: 6, warmupRounds: 0 }',
  '',
].join('\n');

const documented = readCommands('docs/sharding.md').map(({ text }) => text);
const documentedAs = (start: string): string =>
  documented.find((text) => text.startsWith(start)) ?? '';

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);
let sweep: readonly string[];

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await mkdir(at('bin'));
  const program = builtCommand().map((word) => `'${word}'`);
  await writeFile(at('bin/emulate'), `#!/bin/sh\nexec ${program.join(' ')} "$@"\n`);
  await chmod(at('bin/emulate'), 0o755);
  await writeFile(at('shards.yaml'), profile);
  const made = await emulate(['model', 'make', '--shape', 'tiny', '--out', at('tiny.gguf')]);
  expect(made.code, made.err).toBe(0);
  sweep = ['--profile', at('shards.yaml'), '--model', at('tiny.gguf'), '--quick', '--no-gate'];
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const shell = async (command: string) => {
  const { exitCode, stdout, stderr } = await execa('bash', ['-c', command], {
    cwd: folder.path,
    reject: false,
    env: {
      ...environment,
      PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`,
      // GNU parallel keeps the state of its machines at home.
      HOME: folder.path,
      XDG_STATE_HOME: at('state'),
    },
  });
  return { code: exitCode, said: `${stdout}\n${stderr}` };
};

/** A documented command on this machine alone, with a sweep that takes seconds and results below `place`. */
const here = (command: string, place: string): string =>
  command
    .replace('node1,node2,node3', ':')
    .replace('--profile hbf-50gbps', sweep.join(' '))
    .replaceAll('/shared', place)
    .replaceAll('shards.log', `${place}.log`);

/** Exit codes in the log of GNU parallel, in the order in which the shards ended. */
const exitCodes = async (log: string): Promise<readonly string[]> => {
  const [, ...lines] = (await readFile(log, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => line.split('\t')[6] ?? '');
};

const plannedIndices = async (): Promise<readonly number[]> => {
  const { out } = await emulate(['plan', ...sweep, '--json']);
  const { plan } = JSON.parse(out) as { plan: { runs: { index: number }[] } };
  return plan.runs.map(({ index }) => index);
};

const recordedIndices = async (path: string): Promise<readonly number[]> => {
  const results = await readResults(path);
  if (!results.ok) throw new Error(JSON.stringify(results.failure));
  return results.value.runs.map(({ index }) => index).toSorted((a, b) => a - b);
};

describe('shards that GNU parallel has made', () => {
  it('are the whole plan after their merge, by the documented commands', async ({ skip }) => {
    skip((await shell('parallel --version')).code !== 0, 'GNU parallel is not installed');
    await shell(here(documentedAs('parallel '), at('one')));
    // A busy machine may violate a limit (3), which is no fault of the command.
    for (const code of await exitCodes(at('one.log'))) expect(code).toMatch(/^[03]$/);
    const merge = here(documentedAs('emulate merge /shared'), at('one'));
    const merged = await shell(merge);
    expect(merged.code, merged.said).toBe(0);
    expect(await recordedIndices(at('one/whole'))).toEqual(await plannedIndices());

    const reported = await shell(`emulate report ${at('one/whole')}`);
    expect(reported.code, reported.said).toBe(0);
    const again = await shell(
      `emulate merge ${['2', '3', '1'].map((shard) => at('one/shards', shard)).join(' ')} --out ${at('one/again')}`,
    );
    expect(again.code, again.said).toBe(0);
    const compared = await shell(`diff -r ${at('one/whole')} ${at('one/again')}`);
    expect(compared.said.trim()).toBe('');
  });

  it('are complete after a second start where two were started on one machine at once', async ({
    skip,
  }) => {
    skip((await shell('parallel --version')).code !== 0, 'GNU parallel is not installed');
    const command = here(documentedAs('parallel '), at('two'))
      .replace('-j1', '-j2')
      .replace('{}/3', '{}/2')
      .replace('::: 1 2 3', '::: 1 2');
    await shell(command);
    const codes = (await exitCodes(at('two.log'))).toSorted();
    expect(codes[0]).toMatch(/^[03]$/);
    expect(codes[1]).toBe('5');

    await shell(command);
    const merged = await shell(`emulate merge ${at('two/shards')}/* --out ${at('two/whole')}`);
    expect(merged.code, merged.said).toBe(0);
    expect(await recordedIndices(at('two/whole'))).toEqual(await plannedIndices());
  });
});
