import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGridCsv } from '../../../src/store/read-grid-csv.ts';
import { readMeasurements } from '../../../src/store/read-measurements.ts';
import { makeManifest, makeRunRecord } from '../../support/factory.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const csv = 'p,n,pp\r\n64,64,20.21\r\n';

describe('readMeasurements', () => {
  test('reads a file as CSV', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'warm.csv');
    await writeFile(path, `\uFEFF${csv}`);
    expect(await readMeasurements(path)).toMatchObject({
      ok: true,
      value: { kind: 'grid', grid: { rows: [{ p: 64, n: 64, pp: 20.21 }], warnings: [] } },
    });
  });

  test('reads a folder as recorded results', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'results');
    await mkdir(path);
    await writeFile(join(path, 'manifest.json'), JSON.stringify(makeManifest()));
    await writeFile(join(path, 'runs.jsonl'), `${JSON.stringify(makeRunRecord())}\n`);
    expect(await readMeasurements(path)).toMatchObject({
      ok: true,
      value: { kind: 'sweep', sweep: { runs: [{ case: 'nominal' }], warnings: [] } },
    });
  });

  test('finds nothing where nothing is', async () => {
    await using folder = await makeTemporaryFolder();
    await writeFile(join(folder.path, 'a.csv'), csv);
    for (const name of ['none.csv', 'a.csv/below'])
      expect(await readMeasurements(join(folder.path, name))).toEqual({
        ok: true,
        value: undefined,
      });
  });

  test('says of a folder without results what such a folder holds', async () => {
    await using folder = await makeTemporaryFolder();
    const read = await readMeasurements(folder.path);
    expect(read).toMatchObject({ ok: false, failure: { reason: 'file-failed' } });
  });
});

describe('readGridCsv', () => {
  test('names the file in problems as its reader knows it', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'warm.csv');
    await writeFile(path, 'p,n,pp\n64,64,fast\n');
    expect(await readGridCsv(path, './warm.csv')).toMatchObject({
      ok: false,
      failure: {
        reason: 'invalid-table',
        problems: [{ place: { file: './warm.csv', line: 2, column: 7 }, path: 'pp' }],
      },
    });
  });

  test.each([
    ['UTF-16', Buffer.from(`\uFEFF${csv}`, 'utf16le')],
    ['Latin-1', Buffer.from('p,n,pp,été\n', 'latin1')],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004\u0000\u0000')],
  ])('refuses %s', async (_, bytes) => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'warm.csv');
    await writeFile(path, bytes);
    expect(await readGridCsv(path, 'warm.csv')).toEqual({
      ok: false,
      failure: {
        reason: 'invalid-table',
        problems: [
          {
            place: { file: 'warm.csv', line: 1, column: 1 },
            path: '',
            message: 'expected comma-separated values in UTF-8, got other bytes',
            hint: 'save the file as CSV in UTF-8',
          },
        ],
      },
    });
  });
});
