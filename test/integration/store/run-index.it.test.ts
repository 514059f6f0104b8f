import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { keepForDecisions, type KeptRun } from '../../../src/model/kept-run.ts';
import { readRuns, visitRuns } from '../../../src/store/read-results.ts';
import { readRunIndex, type Indexed } from '../../../src/store/run-index.ts';
import { openRunLog } from '../../../src/store/run-log.ts';
import { makeSyntheticSweep } from '../../support/synthetic-sweep.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const { manifest, runs } = makeSyntheticSweep();
const keep = keepForDecisions(manifest.plan);
const few = runs.slice(0, 12);

let folder: TemporaryFolder;
const at = (name: string): string => join(folder.path, name);
beforeAll(async () => {
  folder = await makeTemporaryFolder();
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});
beforeEach(async () => {
  for (const name of ['runs.jsonl', 'runs.index'])
    await rm(at(name), { recursive: true, force: true });
});

/** What a sweep goes on from: by the index as far as it is true, then by the record. */
const soFar = async (): Promise<{ runs: readonly KeptRun[]; indexed: Indexed | undefined }> => {
  const indexed = await readRunIndex(folder.path, at('runs.jsonl'));
  const found = [...(indexed?.runs ?? [])];
  const read = await visitRuns(at('runs.jsonl'), (run) => found.push(keep(run)), {
    ...{ lines: found.length, bytes: indexed?.bytes ?? 0 },
  });
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return { runs: found, indexed };
};

/** The same by the record alone. */
const byRecord = async (): Promise<readonly KeptRun[]> => {
  const read = await readRuns(at('runs.jsonl'));
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value.runs.map(keep);
};

/** One session of a sweep. */
const session = async (from: number, to: number, isNew = from === 0): Promise<void> => {
  const start = isNew ? { runs: [], indexed: undefined } : await soFar();
  const log = await openRunLog(folder.path, { keep, ...start });
  if (!log.ok) throw new Error(JSON.stringify(log.failure));
  await using opened = log.value;
  for (const record of few.slice(from, to))
    expect(await opened.append(record)).toMatchObject({ ok: true });
};

const changeByte = async (name: string, place: number): Promise<void> => {
  const bytes = await readFile(at(name));
  const target = place % bytes.length;
  // A newline would stay a newline: the lines are to be as many.
  if (bytes[target] !== 0x0a) bytes[target] = bytes[target] === 0x31 ? 0x32 : 0x31;
  await writeFile(at(name), bytes);
};

const cut = async (name: string, place: number): Promise<void> => {
  const bytes = await readFile(at(name));
  await writeFile(at(name), bytes.subarray(0, place % (bytes.length + 1)));
};

describe('the index of a record', () => {
  it('has every run, and the length of the record', async () => {
    await session(0, 12);
    const indexed = await readRunIndex(folder.path, at('runs.jsonl'));
    expect(indexed?.runs).toEqual(few.map(keep));
    expect(indexed?.bytes).toBe((await readFile(at('runs.jsonl'))).length);
  });

  it('is gone on with by a second session, wherever it or the record was cut off', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('runs.index', 'runs.jsonl'),
        fc.nat(),
        fc.nat(2),
        async (name, place, more) => {
          await rm(at('runs.index'), { force: true });
          await rm(at('runs.jsonl'), { force: true });
          await session(0, 6);
          await cut(name, place);
          const { runs: before } = await soFar();
          expect(before).toEqual(await byRecord());
          await session(6, 6 + more, false);
          expect((await soFar()).runs).toEqual(await byRecord());
          const indexed = await readRunIndex(folder.path, at('runs.jsonl'));
          expect(indexed?.runs.length ?? 0).toBe(before.length + more);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is believed as far as it is whole', async () => {
    await session(0, 6);
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (place) => {
        const whole = await readFile(at('runs.index'));
        await changeByte('runs.index', place);
        expect((await soFar()).runs).toEqual(few.slice(0, 6).map(keep));
        await writeFile(at('runs.index'), whole);
      }),
      { numRuns: 40 },
    );
  });

  it('counts for nothing where a byte of the record is another', async () => {
    await session(0, 6);
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (place) => {
        const whole = await readFile(at('runs.jsonl'));
        await changeByte('runs.jsonl', place);
        const isChanged = !(await readFile(at('runs.jsonl'))).equals(whole);
        const indexed = await readRunIndex(folder.path, at('runs.jsonl'));
        expect(indexed === undefined).toBe(isChanged);
        await writeFile(at('runs.jsonl'), whole);
      }),
      { numRuns: 40 },
    );
  });

  it('is made for a record that has none, as one of an earlier version', async () => {
    await session(0, 3);
    await rm(at('runs.index'));
    expect(await readRunIndex(folder.path, at('runs.jsonl'))).toBeUndefined();
    await session(3, 3);
    expect((await readRunIndex(folder.path, at('runs.jsonl')))?.runs).toEqual(
      few.slice(0, 3).map(keep),
    );
  });

  it.each([
    ['is a folder', () => mkdir(at('runs.index'))],
    ['leads elsewhere', () => symlink('/dev/null', at('runs.index'))],
  ])('is left alone where its name %s, and runs are recorded nevertheless', async (_, take) => {
    await take();
    await session(0, 2);
    expect((await soFar()).indexed).toBeUndefined();
    expect(await byRecord()).toEqual(few.slice(0, 2).map(keep));
  });
});
