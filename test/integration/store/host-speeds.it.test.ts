import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSpeeds, saveSpeed } from '../../../src/store/host-speeds.ts';
import { makeCalibration } from '../../support/calibration.ts';
import { makeSpeedObservation } from '../../support/speed-observation.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const { host } = makeCalibration();

describe('what is remembered of earlier sweeps', () => {
  it('is of one host only', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'speeds');
    expect(await readSpeeds(path, host)).toEqual([]);
    const one = makeSpeedObservation();
    const other = makeSpeedObservation({ threads: 4, estimatedSeconds: 310 });
    for (const each of [one, other])
      expect(await saveSpeed(path, host, each)).toMatchObject({ ok: true });
    expect(await readSpeeds(path, host)).toEqual([one, other]);
    expect(await readSpeeds(path, { ...host, hostname: 'another' })).toEqual([]);
  });

  it('is nothing where it cannot be understood, and replaced by the next sweep', async () => {
    await using folder = await makeTemporaryFolder();
    await saveSpeed(folder.path, host, makeSpeedObservation());
    const [name = ''] = await readdir(folder.path);
    for (const text of ['{"schema":"speeds/0"}', '{"schema":']) {
      await writeFile(join(folder.path, name), text);
      expect(await readSpeeds(folder.path, host)).toEqual([]);
    }
    await saveSpeed(folder.path, host, makeSpeedObservation());
    expect(await readSpeeds(folder.path, host)).toHaveLength(1);
  });

  it('is not kept where no folder can be made', async () => {
    await using folder = await makeTemporaryFolder();
    await writeFile(join(folder.path, 'speeds'), '');
    expect(
      await saveSpeed(join(folder.path, 'speeds'), host, makeSpeedObservation()),
    ).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed' },
    });
  });
});
