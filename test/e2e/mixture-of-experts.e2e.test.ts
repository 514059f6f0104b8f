import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesPerStep } from '../../src/workloads/llama-bench/model/bytes-per-step.ts';
import { describeModel } from '../../src/workloads/llama-bench/model/describe.ts';
import { findShape } from '../../src/workloads/llama-bench/model/shape.ts';
import { emulate, recordedIn, type Recorded } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
let recorded: Recorded;
let said: string;
const at = (name: string): string => join(folder.path, name);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const made = await emulate(['model', 'make', '--shape', 'moe-small', '--out', at('moe.gguf')]);
  expect(made).toMatchObject({ code: 0, out: `${at('moe.gguf')}\n` });
  expect(made.err).toContain('a generated token reads: 33.8 MB of 105 MB');
  // Units far smaller than a matrix of an expert, and a buffer that holds less than a token reads.
  const text = [
    'schema: profile/1',
    'name: sparse',
    'title: One slow level, little to measure',
    'constraints: { tier: { readBandwidth: 200 MB/s, unitSize: 256 KiB, buffer: 8 MiB } }',
    'workload: { prompt: [64], gen: [8], depth: [0], rounds: 1, warmupRounds: 0 }',
  ];
  await writeFile(at('sparse.yaml'), `${text.join('\n')}\n`);
  const args = ['--profile', at('sparse.yaml'), '--model', at('moe.gguf'), '--out', at('out')];
  const { err } = await emulate([...args, '--threads', '1']);
  said = err;
  recorded = await recordedIn(at('out'));
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const fetchedPerStep = (metric: string): number => {
  const run = recorded.runs.find((each) => each.case === 'nominal');
  const { tier } = run?.samples.find((each) => each.metric === metric) ?? {};
  return tier === undefined ? NaN : tier.bytesFetched / tier.steps;
};

const mixture = () => {
  const shape = findShape('moe-small');
  if (!shape.ok) throw new Error('no such shape');
  return describeModel(shape.value);
};

describe('a mixture of experts', () => {
  it('is loaded and measured by llama-bench in every case', () => {
    expect(recorded.runs, said).toHaveLength(3);
    for (const { outcome } of recorded.runs) expect(outcome).toEqual({ status: 'completed' });
    expect(recorded.manifest.model).toMatchObject({ architecture: 'llama', layers: 3 });
  });

  it('fetches for a generated token what its experts and the shared weights have', () => {
    const ratio = fetchedPerStep('tg') / bytesPerStep(mixture());
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.25);
  });

  it('fetches for a prompt about twice as much, and never more than all of it', () => {
    expect(fetchedPerStep('pp')).toBeGreaterThan(1.5 * fetchedPerStep('tg'));
    expect(fetchedPerStep('pp')).toBeLessThan(1.1 * recorded.manifest.model.bytes);
  });

  it('was estimated before, and says how long it took', () => {
    expect(said).toMatch(/time of the sweep: estimated .+, took .+/);
    expect(recorded.manifest.estimatedSeconds).toBeGreaterThan(0);
  });
});
