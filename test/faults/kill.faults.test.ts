import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/model/random.ts';
import { readResults } from '../../src/store/read-results.ts';
import {
  codesOfWhole,
  everyConstraint,
  makeFaultRig,
  type FaultRig,
} from '../support/fault-rig.ts';
import { killWithin, phases, type Phase } from '../support/kill-moments.ts';

/** The same seed asks for the same moments; what they hit depends on the machine's speed. */
const seed = Number(process.env['EMULATE_FAULT_SEED'] ?? Date.now() % 2 ** 32);
const kills = Number(process.env['EMULATE_FAULT_KILLS'] ?? 30);

/** Some 5 s a kill on two idle processors; so many that only a machine that is busy elsewhere takes longer fails. */
const budgetMs = 30_000 * kills;

/** Then one is left alone, so that it can be seen to complete. */
const mostKillsOfSweep = 6;

const rounds = 2;

let rig: FaultRig;

beforeAll(async () => {
  rig = await makeFaultRig('kill', everyConstraint(rounds));
});

afterAll(() => rig[Symbol.asyncDispose]());

const resultFolders = async (): Promise<readonly string[]> =>
  (await readdir(rig.results)).toSorted().map((name) => join(rig.results, name));

const isThere = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Every planned run is there, once, whole; and so is everything that is made of them. */
const expectComplete = async (folder: string, outputs: readonly string[]): Promise<void> => {
  const results = await readResults(folder);
  if (!results.ok) throw new Error(JSON.stringify(results.failure));
  const { manifest, runs, warnings } = results.value;
  expect(warnings).toEqual([]);
  expect(runs.map(({ index, attempt }) => `${index}.${attempt}`)).toEqual(
    manifest.plan.runs.map(({ index }) => `${index}.0`),
  );
  expect(runs.map(({ outcome }) => outcome.status)).toEqual(runs.map(() => 'completed'));
  expect((await readdir(folder)).toSorted()).toEqual(outputs);
  const report = await rig.run(['report', folder]);
  expect(report).toMatchObject({ code: 0, err: '' });
};

/** Kinds of things that were on the host right after a kill, with how often. */
const left = new Map<string, number>();

const noteLeft = (changes: readonly string[]): void => {
  for (const kind of new Set(
    changes.map((line) => /^(?:new|gone): [a-z-]+ ?[a-z]*/.exec(line)?.[0]),
  ))
    if (kind !== undefined) left.set(kind, (left.get(kind) ?? 0) + 1);
};

describe('a sweep with every constraint that is killed at a random moment', () => {
  it(
    'leaves nothing once cleaned up after, and is resumed to exactly the planned runs',
    { timeout: budgetMs + 120_000 },
    async ({ skip }) => {
      const { before, outputs, lacking } = await rig.begin();
      skip(lacking !== undefined, lacking);
      const random = createRandom(seed);
      const began = performance.now();
      const hits: Phase[] = [];
      let completed = 0;
      let ofThisSweep = 0;
      while (
        (hits.length < kills || (await resultFolders()).length > 0) &&
        performance.now() - began < budgetMs
      ) {
        const [folder] = await resultFolders();
        const args = folder === undefined ? rig.sweep : ['--resume', folder];
        await using started = rig.start(['-v', ...args]);
        if (hits.length >= kills || ofThisSweep >= mostKillsOfSweep) await started.ended;
        else {
          const wanted = phases[hits.length % phases.length] ?? 'staging';
          const hit = await killWithin(wanted, started, rig.path, random);
          if (hit !== undefined) {
            hits.push(hit);
            ofThisSweep += 1;
            noteLeft(await rig.changesSince(before));
            // Otherwise the next start does it.
            if (random.integerBelow(2) === 0 || hits.length === kills) {
              expect(await rig.run(['cleanup'])).toMatchObject({ code: 0 });
              expect(await rig.changesSince(before)).toEqual([]);
            }
            const [killed] = await resultFolders();
            // Nothing was planned yet that could be gone on with.
            if (killed !== undefined && !(await isThere(join(killed, 'manifest.json'))))
              await rm(killed, { recursive: true });
            continue;
          }
        }
        const ended = await started.ended;
        expect(codesOfWhole, ended.err).toContain(ended.code);
        expect(await rig.changesSince(before)).toEqual([]);
        const [done = ''] = await resultFolders();
        await expectComplete(done, outputs);
        await rm(done, { recursive: true });
        completed += 1;
        ofThisSweep = 0;
      }

      const seconds = Math.round((performance.now() - began) / 1000);
      const counts = phases.map((each) => `${each} ${hits.filter((hit) => hit === each).length}`);
      process.stdout.write(
        [
          `seed ${seed}: ${hits.length} kills in ${seconds} s, ${completed} sweeps resumed to their end`,
          `while ${counts.join(', ')}`,
          `left before cleaning up: ${[...left].map(([kind, times]) => `${kind} ${times}`).join(', ')}`,
          '',
        ].join('\n'),
      );
      expect(hits).toHaveLength(kills);
      if (kills >= 30) expect(new Set(hits)).toEqual(new Set(phases));
    },
  );
});
