import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBounded } from '../../../src/store/read-bounded.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

describe('readBounded', () => {
  test('reads a file up to its limit', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'a');
    await writeFile(path, 'abcd');
    expect((await readBounded(path, 4)).toString()).toBe('abcd');
    await expect(readBounded(path, 3)).rejects.toMatchObject({
      code: 'EFBIG',
      message: 'expected a file of at most 3 B, got more',
    });
  });

  test('reads no more of a large file, or of a device without end, than it takes to refuse it', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'large');
    await writeFile(path, '');
    await truncate(path, 2 ** 40);
    for (const each of [path, '/dev/zero'])
      await expect(readBounded(each, 2 ** 20)).rejects.toMatchObject({ code: 'EFBIG' });
  });
});
