import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tierEvidenceIn } from '../../src/model/evidence.ts';
import type { RunRecord, Sample } from '../../src/model/run-record.ts';
import type { Ended } from '../support/command-line.ts';
import { emulate, recordedIn, smallProfile, type Recorded } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

const digest = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

const makeModel = async (shape: string, name: string, seed = '1'): Promise<string> => {
  const { code } = await emulate([
    ...['model', 'make', '--shape', shape, '--out', at(name), '--seed', seed],
  ]);
  expect(code).toBe(0);
  return at(name);
};

describe('a synthetic model', () => {
  it('has the same bytes for the same seed, and others for another', async () => {
    const first = await digest(await makeModel('demo', 'demo.gguf'));
    expect(await digest(await makeModel('demo', 'again.gguf'))).toBe(first);
    expect(await digest(await makeModel('demo', 'other.gguf', '2'))).not.toBe(first);
  });
});

interface JsonResult {
  readonly folder: string;
  readonly failedRuns: number;
  readonly interrupted: boolean;
  readonly fits: readonly {
    readonly kind: string;
    readonly test: string;
    readonly c: number;
    readonly bytesPerToken?: number;
  }[];
  readonly requirements: readonly unknown[];
}

const levels = ['12.5GB/s', '6.25GB/s', '3.125GB/s', '1.5625GB/s'];
const limited = levels.map((level) => `tier.readBandwidth=${level}`);

describe('a sweep of read bandwidth with llama-bench on the demo model', () => {
  let ended: Ended;
  let recorded: Recorded;
  let result: JsonResult;

  beforeAll(async () => {
    const model = await makeModel('demo', 'sweep.gguf');
    ended = await emulate([
      ...['--profile', 'hbf-50gbps', '--quick', '--model', model, '--out', at('results')],
      ...['--sweep', `tier.readBandwidth=${levels.join(',')}`, '--json'],
    ]);
    recorded = await recordedIn(at('results'));
    result = JSON.parse(ended.out) as JsonResult;
  });

  const runsOf = (id: string): readonly RunRecord[] =>
    recorded.runs.filter((run) => run.case === id);
  const sampleOf = (run: RunRecord, test: string): Sample => {
    const sample = run.samples.find((each) => each.test === test);
    if (sample === undefined) throw new Error(`no sample of ${test} in run ${run.index}`);
    return sample;
  };
  const rows = async (name: string): Promise<readonly (readonly string[])[]> => {
    const text = await readFile(join(recorded.folder, name), 'utf8');
    expect(text.endsWith('\n')).toBe(true);
    return text
      .trimEnd()
      .split(/\r?\n/)
      .map((line) => line.split(','));
  };

  it('makes exactly the planned runs, all of which complete', () => {
    const planned = recorded.manifest.plan.runs;
    expect(planned).toHaveLength(2 + 3 * (2 + levels.length));
    expect(
      recorded.runs.map(({ index, round, order, case: caseId }) => ({
        index,
        round,
        order,
        caseId,
      })),
    ).toEqual(planned);
    for (const { outcome } of recorded.runs) expect(outcome).toEqual({ status: 'completed' });
  });

  it('ends with code 0 when every point is proven, else with 3, and says the same in JSON', async () => {
    const [, ...points] = await rows('curves.csv');
    const proven = points.every((row) => row.at(-1) === 'bound');
    expect(ended.code).toBe(proven ? 0 : 3);
    expect(result).toMatchObject({
      schemaVersion: 1,
      folder: recorded.folder,
      failedRuns: 0,
      interrupted: false,
    });
  });

  it('writes every output', async () => {
    for (const name of [
      ...['manifest.json', 'runs.jsonl', 'runs.index', 'run.log', 'curves.csv', 'samples.csv'],
      ...['requirements.json', 'report.md', 'figures/tier.readBandwidth.svg'],
    ])
      expect((await stat(join(recorded.folder, name))).size).toBeGreaterThan(0);
  });

  it('has a row of curves.csv for each test of each case', async () => {
    const [header, ...points] = await rows('curves.csv');
    expect(header?.join(',')).toBe(
      'parameter,level,unit,test,metric,rounds,tokens_per_second,tokens_per_second_low,' +
        'tokens_per_second_high,ratio,ratio_low,ratio_high,asked,measured,verdict',
    );
    const tests = [
      ['pp64', 'pp', '3'],
      ['tg32', 'tg', '3'],
    ];
    const counted = levels.map((level) => String(Number.parseFloat(level) * 1e9));
    expect(points.map((row) => row.slice(0, 6))).toEqual([
      ...tests.map((test) => ['baseline', '', '', ...test]),
      ...tests.map((test) => ['null', '', '', ...test]),
      ...tests.flatMap((test) =>
        counted.map((level) => ['tier.readBandwidth', level, 'B/s', ...test]),
      ),
    ]);
    for (const row of points) {
      expect(row).toHaveLength(15);
      expect(Number(row[6])).toBeGreaterThan(0);
      if (row[0] !== 'baseline') expect(Number(row[9])).toBeGreaterThan(0);
    }
  });

  it('has a row of samples.csv for each test of each counted run', async () => {
    const [header, ...samples] = await rows('samples.csv');
    expect(header?.join(',')).toBe(
      'round,order,case,parameter,level,unit,test,metric,tokens_per_second,verdict,attempt',
    );
    expect(samples.length).toBeGreaterThanOrEqual(2 * 3 * (2 + levels.length));
  });

  it('records the time of every token and of every prompt, in every case', () => {
    for (const run of recorded.runs) {
      for (const [test, steps] of [
        ['pp64', 1],
        ['tg32', 32],
      ] as const) {
        const { stepsNs = [], repetitionsNs } = sampleOf(run, test);
        expect(stepsNs).toHaveLength(steps);
        const sum = stepsNs.reduce((total, ns) => total + ns, 0);
        const [measured = 0] = repetitionsNs;
        expect(sum / measured).toBeGreaterThan(0.5);
        expect(sum / measured).toBeLessThan(1.5);
      }
    }
  });

  it('applies nothing in the baseline, and lets nothing be absent in the null case', () => {
    for (const { evidence, applied } of runsOf('baseline')) {
      expect(applied).toEqual({});
      expect(evidence.map(({ kind }) => kind)).toEqual(['start']);
    }
    for (const { evidence, applied } of runsOf('null')) {
      expect(applied).toEqual({});
      expect(evidence).toMatchObject([
        { kind: 'tier', bytesFetched: 0, waitNs: 0 },
        { kind: 'start', asked: 'warm' },
      ]);
      expect(tierEvidenceIn(evidence)?.heldBytes).toBeGreaterThan(50_000_000);
    }
  });

  it('reads back the limit, and finds that the weights came through the tier', () => {
    for (const id of limited)
      for (const run of runsOf(id)) {
        const asked = run.asked['tier.readBandwidth'];
        expect(run.applied['tier.effectiveBandwidth']).toBe(asked);
        const tier = tierEvidenceIn(run.evidence);
        expect(tier?.bytesFetched).toBeGreaterThan(32 * 50_000_000);
        expect(tier?.openBytesMax).toBeLessThanOrEqual(64 * 2 ** 20 + 16 * (tier?.unitBytes ?? 0));
        expect(sampleOf(run, 'tg32').tier).toMatchObject({ steps: 32 });
      }
  });

  it('decodes no faster than the bytes of a token can come through the tier', () => {
    for (const id of limited)
      for (const run of runsOf(id)) {
        const { tokensPerSecond, tier } = sampleOf(run, 'tg32');
        const bytesPerToken = (tier?.bytesFetched ?? 0) / 32;
        const bandwidth = run.asked['tier.readBandwidth'] ?? NaN;
        expect(tokensPerSecond).toBeLessThan((1.1 * bandwidth) / bytesPerToken);
      }
  });

  it('decodes clearly slower at 3.125 GB/s than without a limit', async () => {
    const points = await rows('curves.csv');
    const ratio = (level: string): number =>
      Number(points.find((row) => row[1] === level && row[3] === 'tg32')?.[9]);
    expect(ratio('3125000000')).toBeLessThan(0.7);
    expect(ratio('3125000000')).toBeLessThan(ratio('12500000000'));
  });

  it('finds in the times of tokens the bytes that were really fetched', () => {
    const [fit] = result.fits;
    expect(fit, JSON.stringify(fit)).toMatchObject({ kind: 'fitted', test: 'tg32' });
    const share = (fit?.c ?? 0) / (fit?.bytesPerToken ?? NaN);
    expect(share).toBeGreaterThan(0.85);
    expect(share).toBeLessThan(1.15);
  });

  it('can be reported again, byte for byte', async () => {
    const outputs = (await readdir(recorded.folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    const before = await Promise.all(outputs.map(digest));
    const again = await emulate(['report', recorded.folder]);
    expect(again.err).toBe('');
    expect(again.code).toBe(0);
    expect(again.out.trimEnd().split('\n').sort()).toEqual(
      outputs.filter((path) => !/(manifest\.json|runs\.jsonl|runs\.index|run\.log)$/.test(path)),
    );
    expect(await Promise.all(outputs.map(digest))).toEqual(before);
  });
});

describe('a sweep at several depths with several repetitions', () => {
  it('records the time of every measured token, and neither of warm-ups nor of filling the depth', async () => {
    await writeFile(at('depths.yaml'), smallProfile());
    const { err } = await emulate([
      ...['--profile', at('depths.yaml'), '--set', 'workload.depth=[0, 32]', '--out', at('depths')],
      ...['--model', await makeModel('tiny', 'depths.gguf'), '--', '-r', '2'],
    ]);
    const { runs } = await recordedIn(at('depths'));
    expect(runs, err).toHaveLength(3);
    for (const { samples, outcome } of runs) {
      expect(outcome).toEqual({ status: 'completed' });
      expect(
        samples.map(({ test, repetitionsNs, stepsNs }) => [
          test,
          repetitionsNs.length,
          stepsNs?.length,
        ]),
      ).toEqual([
        ['pp16', 2, 2],
        ['tg8', 2, 16],
        ['pp16@d32', 2, 2],
        ['tg8@d32', 2, 16],
      ]);
    }
  });
});

describe('a model that fits into the buffer', () => {
  it('proves nothing of the tier once it is there, says what to do, and ends with code 3', async () => {
    // A limit of latency alone: whether it is kept does not depend on how busy the host is.
    await writeFile(
      at('latency.yaml'),
      smallProfile().replace(/readBandwidth: [^}]*/, 'readLatency: 5 us '),
    );
    const { code, out } = await emulate([
      ...['--profile', at('latency.yaml'), '--model', await makeModel('tiny', 'tiny.gguf')],
      ...['--out', at('tiny')],
    ]);
    const { runs, folder: results } = await recordedIn(at('tiny'));
    for (const { outcome } of runs) expect(outcome).toEqual({ status: 'completed' });
    const curves = await readFile(join(results, 'curves.csv'), 'utf8');
    expect(curves).toMatch(/^nominal,.*,pp16,.*,bound$/m);
    expect(curves).toMatch(/^nominal,.*,tg8,.*,not-binding$/m);
    expect(await readFile(join(results, 'report.md'), 'utf8')).toContain('Set tier.buffer below');
    expect(out).toContain(`Report: ${results}/report.md`);
    expect(code).toBe(3);
  });
});
