import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseProfile } from '../../src/model/profile/parse-profile.ts';
import type { Profile } from '../../src/model/profile/profile.ts';
import type { RunRecord } from '../../src/model/run-record.ts';
import { packageFolder } from '../support/command-line.ts';
import { emulate, recordedIn } from '../support/end-to-end.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const shipped = join(packageFolder, 'profiles');
const profiles = readdirSync(shipped)
  .filter((name) => name.endsWith('.yaml'))
  .map((name): Profile => {
    const profile = parseProfile(readFileSync(join(shipped, name), 'utf8'), basename(name));
    if (!profile.ok) throw new Error(`${name} is refused: ${JSON.stringify(profile.failure)}`);
    return profile.value;
  });

const state = join(packageFolder, '.cache/e2e/state');
const env = { XDG_STATE_HOME: state };

let folder: TemporaryFolder;
const at = (...parts: readonly string[]): string => join(folder.path, ...parts);

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  await rm(state, { recursive: true, force: true });
  const made = await emulate(['model', 'make', '--shape', 'tiny', '--out', at('tiny.gguf')]);
  expect(made.code).toBe(0);
});

afterAll(() => folder[Symbol.asyncDispose]());

/**
 * The smallest model, of which a tier holds few units. The kernel's limits take the built-in one: a share of
 * a smaller one is less memory than llama-bench needs, and its file lies on a disk as a rule. There each token
 * takes seconds.
 */
const sizeOf = ({ constraints }: Profile): readonly string[] =>
  constraints.tier === undefined ? ['--set', 'workload.gen=[2]'] : ['--model', at('tiny.gguf')];

const ratioOf = (run: RunRecord): number =>
  (run.applied['tier.effectiveBandwidth'] ?? NaN) / (run.asked['tier.readBandwidth'] ?? NaN);

describe.each(profiles)('the shipped profile $name', (profile) => {
  const { name, constraints } = profile;

  it('is measured from end to end, with evidence for each case; or refused with the reason', async () => {
    const ended = await emulate(
      [
        ...['--profile', name, '--quick', '--rounds', '1', '--set', 'workload.warmupRounds=0'],
        ...sizeOf(profile),
        ...['--out', at(name)],
      ],
      env,
    );
    if (ended.code === 4 && constraints.tier === undefined) {
      // What this host lacks for a limit of the kernel's, and what to do about it.
      expect(ended.err).toMatch(/^emulate: \S.{20}/m);
      return;
    }
    expect([0, 3], ended.err).toContain(ended.code);
    const { manifest, runs } = await recordedIn(at(name));
    const { cases, tests } = manifest.plan;
    expect(runs.map((run) => run.case).toSorted()).toEqual(cases.map(({ id }) => id).toSorted());
    for (const run of runs) {
      expect(run.verdict.verdict, `${run.case}: ${run.verdict.why}`).not.toBe('failed');
      expect(run.samples.length, run.case).toBe(tests.length);
      expect(run.evidence, run.case).not.toEqual([]);
    }
    const { scale } = constraints.tier ?? {};
    if (scale !== undefined)
      for (const run of runs.filter((each) => each.case !== 'baseline' && each.case !== 'null'))
        expect(ratioOf(run), run.case).toBeCloseTo(scale.host / scale.referenceBandwidth, 6);
  });
});
