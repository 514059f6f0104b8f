import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { findEvidence, tierEvidenceIn } from '../../src/model/evidence.ts';
import { packageFolder, runCommand } from '../support/command-line.ts';
import { emulate, recordedIn, type Recorded } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

/** Beside the sources, and so on a disk as a rule: a cap on reads needs one. */
const models = join(packageFolder, '.cache/e2e/emulate/models');
const onDisk = join(models, 'demo-seed1.gguf');

/** The script's exit code where Debian's build cannot be had: no Debian, no mirror, package gone. */
const unavailable = 3;

let folder: TemporaryFolder;
const at = (name: string): string => join(folder.path, name);
let fetched: { readonly code: number; readonly out: string; readonly err: string };
let recorded: Recorded | undefined;
let ended: { readonly code: number; readonly out: string; readonly err: string } | undefined;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  fetched = await runCommand(
    ['bash', join(packageFolder, 'scripts/second-llama-bench')],
    [join(packageFolder, '.cache/e2e/second-llama-bench')],
  );
  if (fetched.code === unavailable) return;
  const made = await emulate(['model', 'make', '--shape', 'demo', '--out', at('demo.gguf')]);
  expect(made.code).toBe(0);
  const text = [
    'schema: profile/1',
    'name: second',
    // Slow, so that a busy host keeps them.
    'title: Two slow levels for a second llama-bench',
    'constraints: { tier: { readBandwidth: 200 MB/s, buffer: 32 MiB } }',
    'sweeps: [ { tier.readBandwidth: [200 MB/s, 100 MB/s] } ]',
    'workload: { prompt: [16], gen: [3], depth: [0], rounds: 1, warmupRounds: 0 }',
  ];
  await writeFile(at('second.yaml'), `${text.join('\n')}\n`);
  ended = await emulate([
    ...['--profile', at('second.yaml'), '--model', at('demo.gguf'), '--out', at('results')],
    // One thread leaves a processor to whatever else the host does.
    ...['--threads', '1'],
    ...['--llama-bench', fetched.out.trim()],
  ]);
  recorded = await recordedIn(at('results'));
});

afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** What was recorded, or the end of the test where there is no second llama-bench. */
const sweep = ({ skip }: TestContext): Recorded => {
  skip(fetched.code === unavailable, fetched.err.trim().split('\n').at(-1));
  expect(fetched, fetched.err).toMatchObject({ code: 0 });
  if (recorded === undefined) throw new Error(`nothing was recorded: ${ended?.err ?? ''}`);
  return recorded;
};

describe("a sweep with Debian's own build of llama-bench, in a C library of its own", () => {
  it('is with another llama-bench than the one that emulate builds', (context) => {
    const { manifest, runs } = sweep(context);
    expect(manifest.workload).toMatchObject({ path: fetched.out.trim(), origin: 'flag' });
    for (const { workload } of runs)
      expect(workload).toMatchObject({ build_commit: 'Debian', load_mode: 'mmap' });
  });

  it('is proven in every case', (context) => {
    const { manifest, runs } = sweep(context);
    expect(runs.map((run) => run.case).sort()).toEqual(
      manifest.plan.cases.map(({ id }) => id).sort(),
    );
    expect(runs).toHaveLength(4);
    for (const { outcome, verdict, warnings } of runs) {
      expect(outcome).toEqual({ status: 'completed' });
      expect(verdict).toEqual({ verdict: 'bound', why: '' });
      expect(warnings).toEqual([]);
    }
    expect(ended?.code).toBe(0);
  });

  it('has the weights come through the tier, each token as fast as its bytes', (context) => {
    const { manifest, runs } = sweep(context);
    for (const { asked, evidence, samples } of runs.filter(
      (run) => 'tier.readBandwidth' in run.asked,
    )) {
      expect(tierEvidenceIn(evidence)?.heldBytes).toBeGreaterThanOrEqual(manifest.model.bytes);
      const { tier, tokensPerSecond } = samples.find(({ test }) => test === 'tg3') ?? {};
      const bytesPerToken = (tier?.bytesFetched ?? NaN) / 3;
      expect(bytesPerToken).toBeGreaterThan(0.5 * manifest.model.tensorBytes);
      const bandwidth = asked['tier.readBandwidth'] ?? NaN;
      expect(tokensPerSecond).toBeLessThan((1.1 * bandwidth) / bytesPerToken);
    }
  });

  it('has the times of tokens in every case, the baseline included', (context) => {
    const { runs } = sweep(context);
    for (const { samples } of runs) {
      const generated = samples.find(({ test }) => test === 'tg3');
      expect(generated?.stepsNs).toHaveLength(3);
      expect(generated?.stepTimes).toMatchObject({
        count: 3,
        maxNs: Math.max(...(generated?.stepsNs ?? [])),
      });
    }
  });

  it('says which packages it is made of', async (context) => {
    sweep(context);
    const packages = await readFile(join(dirname(fetched.out.trim()), 'packages.txt'), 'utf8');
    expect(packages).toMatch(/^llama\.cpp-tools\t\S+ [0-9a-f]{64}$/m);
    expect(packages).toMatch(/^libc6\t\S+ [0-9a-f]{64}$/m);
  });
});

describe("limits of the kernel on Debian's own build, which copies weights into layouts of its own", () => {
  const remedy = "Use emulate's own llama-bench, which keeps weights in the page cache";

  /** Records a sweep of limits that leave room for a copy of the weights beside the file. */
  const limited = async ({ skip }: TestContext): Promise<Recorded> => {
    skip(fetched.code === unavailable, fetched.err.trim().split('\n').at(-1));
    await mkdir(models, { recursive: true });
    if ((await stat(onDisk).catch(() => undefined)) === undefined)
      await emulate(['model', 'make', '--shape', 'demo', '--out', onDisk]);
    const text = [
      'schema: profile/1',
      'name: copied',
      'title: Limits that cannot act on copies',
      'constraints: { memory: { max: 200 % of model, swap: 0 B }, io: { readBandwidth: 200 MB/s } }',
      'workload: { prompt: [16], gen: [32], depth: [0], rounds: 1, warmupRounds: 0 }',
    ];
    await writeFile(at('copied.yaml'), `${text.join('\n')}\n`);
    const options = [
      ...['--profile', at('copied.yaml'), '--model', onDisk, '--threads', '1'],
      ...['--llama-bench', fetched.out.trim()],
    ];
    const planned = await emulate(['plan', ...options]);
    skip(planned.code === 4, planned.err);
    const swept = await emulate([...options, '--out', at('copied')]);
    expect(swept, swept.err).toMatchObject({ code: 3 });
    return recordedIn(at('copied'));
  };

  it('are not binding, for a reason that names the llama-bench to use instead', async (context) => {
    const { runs, manifest } = await limited(context);
    const nominal = runs.find((run) => run.case === 'nominal');
    expect(nominal?.outcome).toEqual({ status: 'completed' });
    for (const name of ['memory', 'io'])
      expect(nominal?.verdicts[name], name).toMatchObject({
        verdict: 'not-binding',
        why: expect.stringContaining(remedy) as string,
      });
    const memory = findEvidence(nominal?.evidence ?? [], 'memory');
    expect(memory?.anonymousBytesMax).toBeGreaterThan(manifest.model.bytes * 0.5);
    expect(runs.find((run) => run.case === 'null')?.verdict.verdict).toBe('bound');
  });
});
