import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LineOfFile } from '../../../src/store/copy-lines.ts';
import { writeMerged } from '../../../src/store/write-merged.ts';
import { success } from '../../../src/model/result.ts';
import { makeManifest } from '../../support/factory.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let folder: TemporaryFolder;
const at = (...names: readonly string[]): string => join(folder.path, ...names);
const lines = (): readonly LineOfFile[] => [
  { path: at('record'), offset: 4, bytes: 3 },
  { path: at('record'), offset: 0, bytes: 3 },
];

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  await writeFile(at('record'), 'one\ntwo\n');
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const write = (
  signal: AbortSignal,
  taken: Iterable<LineOfFile> = lines(),
  derive: () => void = () => undefined,
) =>
  writeMerged(
    at('whole'),
    { manifest: makeManifest(), lines: taken },
    () => {
      derive();
      return Promise.resolve(success(undefined));
    },
    signal,
  );

describe('a merged record', () => {
  const never = new AbortController().signal;

  it('is written as its lines are, in their order', async () => {
    expect((await write(never)).ok).toBe(true);
    expect(await readFile(at('whole/runs.jsonl'), 'utf8')).toBe('two\none\n');
  });

  it('leaves nothing where it is to stop while lines are copied', async () => {
    const controller = new AbortController();
    const stopping = function* (): Generator<LineOfFile> {
      yield* lines();
      controller.abort();
    };
    const written = await write(controller.signal, stopping());
    expect(written).toMatchObject({ ok: false, failure: { reason: 'interrupted' } });
    expect(await readdir(folder.path)).toEqual(['record']);
  });

  it('leaves nothing where it is to stop while outputs are derived', async () => {
    const controller = new AbortController();
    const written = await write(controller.signal, lines(), () => {
      controller.abort();
    });
    expect(written).toMatchObject({ ok: false, failure: { reason: 'interrupted' } });
    expect(await readdir(folder.path)).toEqual(['record']);
  });

  it('replaces what a kill left of an earlier one, and nothing else', async () => {
    const others = ['.other.0123456789ab.part', '.whole.part', '.whole.0123456789ab.tmp'];
    for (const name of ['.whole.0123456789ab.part', ...others]) await mkdir(at(name));
    await writeFile(at('.whole.0123456789ab.part/runs.jsonl'), 'half');
    expect((await write(never)).ok).toBe(true);
    expect((await readdir(folder.path)).toSorted()).toEqual(
      [...others, 'record', 'whole'].toSorted(),
    );
  });
});
