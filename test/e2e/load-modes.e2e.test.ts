import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tierEvidenceIn } from '../../src/model/evidence.ts';
import type { RunRecord } from '../../src/model/run-record.ts';
import { emulate, recordedIn, type Recorded } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
const at = (name: string): string => join(folder.path, name);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const { code } = await emulate(['model', 'make', '--shape', 'demo', '--out', at('demo.gguf')]);
  expect(code).toBe(0);
  // Slow enough that a busy host keeps it, with a buffer far smaller than the model.
  const text = [
    'schema: profile/1',
    'name: slow',
    'title: One slow level, little to measure',
    'constraints: { tier: { readBandwidth: 200 MB/s, buffer: 32 MiB } }',
    'workload: { prompt: [16], gen: [4], depth: [0], rounds: 1, warmupRounds: 0 }',
  ];
  await writeFile(at('slow.yaml'), `${text.join('\n')}\n`);
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

describe.each([
  // A mapped file is held whole; what llama.cpp copies out of it while loading comes on top.
  { mode: 'mmap', mapped: 1 },
  { mode: 'none', mapped: 0 },
  { mode: 'dio', mapped: 0 },
])('a model that llama-bench loads by $mode', ({ mode, mapped }) => {
  let recorded: Recorded;
  let said: string;
  const runOf = (id: string): RunRecord => {
    const run = recorded.runs.find((each) => each.case === id);
    if (run === undefined) throw new Error(`no run of case '${id}'`);
    return run;
  };

  beforeAll(async () => {
    const { err } = await emulate([
      ...['--profile', at('slow.yaml'), '--model', at('demo.gguf'), '--out', at(mode)],
      // One thread leaves a processor to whatever else the host does.
      ...['--threads', '1'],
      ...['--', '--load-mode', mode],
    ]);
    said = err;
    recorded = await recordedIn(at(mode));
  });

  it('is loaded that way in every case, and llama-bench is told once', () => {
    expect(recorded.runs, said).toHaveLength(3);
    for (const { command, outcome, workload, warnings } of recorded.runs) {
      expect(outcome).toEqual({ status: 'completed' });
      expect(warnings).toEqual([]);
      expect(workload['load_mode']).toBe(mode);
      expect(command.filter((argument) => /^(-lm|--load-mode)$/.test(argument))).toHaveLength(1);
      expect(command[command.indexOf('--load-mode') + 1]).toBe(mode);
    }
  });

  it('has the times of its tokens, the baseline included', () => {
    for (const { samples } of recorded.runs) {
      const { stepsNs = [], stepTimes } = samples.find(({ test }) => test === 'tg4') ?? {};
      expect(stepTimes).toMatchObject({ count: 4, maxNs: Math.max(...stepsNs) });
      expect(stepTimes).not.toHaveProperty('p99Ns');
    }
  });

  it('is held whole by the tier, and comes through it', () => {
    const { bytes, tensorBytes } = recorded.manifest.model;
    for (const id of ['null', 'nominal']) {
      const { evidence, verdict } = runOf(id);
      expect(verdict).toEqual({ verdict: 'bound', why: '' });
      const {
        mappedBytes = NaN,
        allocatedBytes = NaN,
        usedBytes = NaN,
      } = tierEvidenceIn(evidence) ?? {};
      expect(mappedBytes).toBe(mapped * bytes);
      // Without a mapping all weights are in allocations, and nothing else is.
      const least = mapped === 1 ? 0 : 0.98 * tensorBytes;
      expect(allocatedBytes).toBeGreaterThanOrEqual(least);
      expect(allocatedBytes).toBeLessThan(1.05 * tensorBytes);
      if (id === 'nominal') expect(usedBytes).toBeGreaterThan(0.8 * tensorBytes);
    }
    // Each of four tokens reads all weights but the table of embeddings and what is buffered.
    expect(tierEvidenceIn(runOf('nominal').evidence)?.bytesFetched).toBeGreaterThan(
      4 * 0.5 * tensorBytes,
    );
    expect(tierEvidenceIn(runOf('null').evidence)?.bytesFetched).toBe(0);
  });
});

describe('a load mode that llama-bench does not know', () => {
  it('is refused before anything is run', async () => {
    const { code, err } = await emulate([
      ...['--profile', at('slow.yaml'), '--model', at('demo.gguf'), '--out', at('unknown')],
      ...['--', '--load-mode', 'telepathy'],
    ]);
    expect(code).toBe(2);
    expect(err).toContain('expected a load mode that this llama-bench knows: ');
    expect(err).toContain("got 'telepathy'");
  });
});
