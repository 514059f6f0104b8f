import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isComplete, readContinued, readResumable } from '../../../src/cli/resume.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { keepForDecisions } from '../../../src/model/kept-run.ts';
import type { RunRecord } from '../../../src/model/run-record.ts';
import { openRunLog } from '../../../src/store/run-log.ts';
import { createClock } from '../../../src/system/clock.ts';
import { createHostProbe } from '../../../src/system/host-probe.ts';
import { callCli, callWithIo, packageFolder } from '../../support/command-line.ts';
import {
  baselineCase,
  makeManifest,
  makePlan,
  makeProfile,
  makeRunRecord,
  makeRuns,
  makeWorkloadSpec,
} from '../../support/factory.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let folder: TemporaryFolder;
let host: Manifest['host'];
const at = (name: string): string => join(folder.path, name);
const probe = createHostProbe({ clock: createClock() });

const plan = makePlan({
  profile: makeProfile({ constraints: {}, workload: makeWorkloadSpec({ rounds: 3 }) }),
  cases: [baselineCase],
  reference: 'baseline',
  runs: makeRuns([baselineCase], 3),
});
const options: NonNullable<Manifest['options']> = {
  ...{ quick: false, set: [], sweep: [], gate: true, seed: 1, threads: 2 },
  ...{ 'drop-global': false, '--': [] },
};
const runOf = (index: number): RunRecord =>
  makeRunRecord({ index, round: index, case: 'baseline', warnings: ['ü'] });
const lineOf = (record: RunRecord): string => `${JSON.stringify(record)}\n`;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  host = await probe.facts();
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** Records a sweep in the folder of the tests. */
const record = async (runs: string, overrides: Partial<Manifest> = {}): Promise<void> => {
  const manifest = makeManifest({ plan, host, options, ...overrides });
  await writeFile(at('manifest.json'), JSON.stringify(manifest));
  await writeFile(at('runs.jsonl'), runs);
};

/** Refused before the host's lock is taken. */
const resume = (...more: readonly string[]) =>
  callCli(['--resume', folder.path, ...more], { cwd: folder.path });

describe('--resume refuses', () => {
  it('another host, and says what differs', async () => {
    await record(lineOf(runOf(0)), { host: { ...host, kernel: '0.1', cpus: 999 } });
    const { code, out, err } = await resume();
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toBe(
      [
        `emulate: cannot resume ${folder.path}: not everything is as it was when the sweep began`,
        `  kernel: recorded '0.1', now '${host.kernel}'`,
        `  number of processors: recorded '999', now '${host.cpus}'`,
        '  hint: a curve is of one plan, machine, model and llama-bench: resume with what the sweep began with, or begin a new one without --resume',
        '',
      ].join('\n'),
    );
    expect(await readFile(at('runs.jsonl'), 'utf8')).toBe(lineOf(runOf(0)));
  });

  it('another profile and other options, all that differ at once', async () => {
    await writeFile(at('other.yaml'), 'schema: profile/1\nname: other\n');
    await record(lineOf(runOf(0)));
    const { code, err } = await resume(
      ...['--profile', './other.yaml', '--seed', '2', '--no-gate', '--set', 'tier.prefetch=0B'],
      ...['--threads', '4', '--', '-b', '64'],
    );
    expect(code).toBe(2);
    expect(err.split('\n').slice(1, -2)).toEqual([
      "  profile, line 2: recorded 'name: hbf-50gbps', now 'name: other'",
      "  --set: recorded 'none', now 'tier.prefetch=0B'",
      "  --gate: recorded 'true', now 'false'",
      "  --seed: recorded '1', now '2'",
      "  --threads: recorded '2', now '4'",
      "  arguments of llama-bench: recorded 'none', now '-b 64'",
    ]);
  });

  it.each([
    ['--out', 'x'],
    ['--dry-run', 'true'],
  ])('%s, which has no place beside it', async (option, value) => {
    await record('');
    const { code, err } = await resume(option, ...(value === 'true' ? [] : [value]));
    expect(code).toBe(2);
    expect(err).toBe(
      `emulate: ${option}: expected nothing beside --resume, which continues in its own folder, got '${value}'\n`,
    );
  });

  it.each([
    ['empty', ''],
    ['torn', '{"schema":"manifest/1","toolVers'],
  ])('a folder whose manifest is %s', async (_, text) => {
    await record('');
    await writeFile(at('manifest.json'), text);
    const { code, err } = await resume();
    expect(code).toBe(1);
    expect(err).toContain(
      `emulate: cannot understand ${at('manifest.json')}: Expected a manifest of schema 'manifest/1', got `,
    );
    expect(err).toContain('Without it the runs beside it say nothing: restore it from a copy.');
  });

  it('a folder in which there is no sweep', async () => {
    const { code, err } = await callCli(['--resume', at('nowhere')], { cwd: folder.path });
    expect(code).toBe(1);
    expect(err).toContain(`cannot read '${at('nowhere')}/manifest.json': ENOENT`);
    expect(err).toContain('a folder of results holds manifest.json and runs.jsonl');
  });
});

/** What is continued, with the warnings. */
const continued = async () => {
  const warnings: string[] = [];
  let found: Awaited<ReturnType<typeof readContinued>> | undefined;
  await callWithIo(
    async (io) => {
      const here = { ...probe, facts: () => Promise.resolve(host) };
      const resumable = await readResumable({ resume: folder.path }, io, here);
      if (!resumable.ok) throw new Error(JSON.stringify(resumable.failure));
      found = await readContinued(resumable.value, (message) => warnings.push(message));
      return 0;
    },
    { cwd: packageFolder },
  );
  if (found === undefined) throw new Error('Internal error: nothing was read');
  return { found, warnings };
};

describe('what a sweep goes on from', () => {
  it('is its runs so far, with everything else from its manifest', async () => {
    await record(lineOf(runOf(0)) + lineOf(runOf(1)));
    const { found, warnings } = await continued();
    expect(warnings).toEqual([]);
    expect(found).toMatchObject({
      ok: true,
      value: {
        runs: [{ index: 0 }, { index: 1 }],
        options: {
          ...{ model: '/models/demo.gguf', 'llama-bench': '/opt/llama.cpp/llama-bench' },
          ...{ threads: 2, profile: 'hbf-50gbps' },
        },
      },
    });
    expect(found.ok && isComplete(found.value)).toBe(false);
  });

  it('is nothing more to do when every run is there', async () => {
    await record([0, 1, 2].map((index) => lineOf(runOf(index))).join(''));
    const { found } = await continued();
    expect(found.ok && isComplete(found.value)).toBe(true);
  });

  it.each([
    ['is no JSON', '{"schema":\n', "Line 2: expected a run of schema 'run/1', got "],
    ['is of another plan', lineOf(runOf(7)), 'Line 2: expected a run of the plan in manifest.json'],
    [
      'is there twice',
      lineOf(runOf(0)),
      'Line 2: expected each attempt once, got run 0 of round 0',
    ],
  ])('is refused where a line %s, and nothing is lost', async (_, line, problem) => {
    const text = lineOf(runOf(0)) + line + lineOf(runOf(1));
    await record(text);
    const { found } = await continued();
    expect(found).toMatchObject({
      ok: false,
      failure: { reason: 'output-unreadable', source: at('runs.jsonl') },
    });
    if (!found.ok && found.failure.reason === 'output-unreadable')
      expect(found.failure.problem).toContain(problem);
    expect(await readFile(at('runs.jsonl'), 'utf8')).toBe(text);
  });

  it('is named by its line where a byte was changed, whatever the index says', async () => {
    const kept = [0, 1, 2].map(runOf);
    await record('');
    const keep = keepForDecisions(plan);
    const log = await openRunLog(folder.path, { keep, runs: [], indexed: undefined });
    if (!log.ok) throw new Error(JSON.stringify(log.failure));
    for (const run of kept) await log.value.append(run);
    await log.value[Symbol.asyncDispose]();
    const { found: before } = await continued();
    expect(before).toMatchObject({ ok: true, value: { indexed: { runs: kept.map(keep) } } });
    const text = await readFile(at('runs.jsonl'), 'utf8');
    await writeFile(at('runs.jsonl'), text.replace('"index":1', '"index":x'));
    const { found } = await continued();
    expect(found).toMatchObject({ ok: false, failure: { source: at('runs.jsonl') } });
    if (!found.ok && found.failure.reason === 'output-unreadable')
      expect(found.failure.problem).toContain("Line 2: expected a run of schema 'run/1'");
    await rm(at('runs.index'));
  });

  it('is every whole run before the end, wherever the file was cut off', async () => {
    const bytes = Buffer.from([0, 1, 2].map((index) => lineOf(runOf(index))).join(''));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (end) => {
        const cut = bytes.subarray(0, end);
        await record('');
        await writeFile(at('runs.jsonl'), cut);
        const whole = [...cut].filter((byte) => byte === 0x0a).length;
        const isTorn = end > 0 && cut.at(-1) !== 0x0a;
        const { found, warnings } = await continued();
        expect(found.ok && found.value.runs.map(({ index }) => index)).toEqual(
          Array.from({ length: whole }, (_, index) => index),
        );
        expect(warnings).toHaveLength(isTorn ? 1 : 0);
        if (isTorn) expect(warnings[0]).toContain(`runs.jsonl: line ${whole + 1} is torn`);
      }),
      { numRuns: 40 },
    );
  });
});
