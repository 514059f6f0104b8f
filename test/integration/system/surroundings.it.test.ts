import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSurroundings } from '../../../src/system/surroundings.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

describe('the surroundings of this program', () => {
  it('are no container where nothing says so', async () => {
    await using folder = await makeTemporaryFolder();
    expect(await readSurroundings(folder.path)).not.toHaveProperty('container');
  });

  it.each([
    ['.dockerenv', '', 'Docker'],
    ['run/.containerenv', 'engine="podman-5.0"', 'Podman'],
    ['run/systemd/container', 'lxc\n', 'lxc'],
  ])('are a container where there is %s', async (name, text, container) => {
    await using folder = await makeTemporaryFolder();
    await mkdir(join(folder.path, 'run/systemd'), { recursive: true });
    await writeFile(join(folder.path, name), text);
    expect(await readSurroundings(folder.path)).toMatchObject({ container });
  });

  it('have the version of the C library, where it is glibc', async () => {
    const { glibc } = await readSurroundings();
    expect(glibc ?? '2.0').toMatch(/^\d+\.\d+/);
  });
});
