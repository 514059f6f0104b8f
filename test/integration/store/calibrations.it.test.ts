import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCalibration, saveCalibration } from '../../../src/store/calibrations.ts';
import { makeCalibration, makePoint } from '../../support/calibration.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

describe('saved calibrations', () => {
  it('are found again for the same host and library only', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'calibrations');
    const calibration = makeCalibration();
    expect(await readCalibration(path, calibration)).toEqual({ ok: true, value: undefined });
    expect(await saveCalibration(path, calibration)).toMatchObject({ ok: true });
    expect(await readCalibration(path, calibration)).toEqual({ ok: true, value: calibration });
    const { host } = calibration;
    for (const other of [
      { host, library: 'fedcba9876543210' },
      { host: { ...host, kernel: '6.2.0' }, library: calibration.library },
    ])
      expect(await readCalibration(path, other)).toEqual({ ok: true, value: undefined });
  });

  it('keep what an older one knows of other levels', async () => {
    await using folder = await makeTemporaryFolder();
    await saveCalibration(folder.path, makeCalibration({ points: [makePoint({ asked: 1e9 })] }));
    const newer = makeCalibration({ points: [makePoint({ asked: 2e9 })] });
    await saveCalibration(folder.path, newer);
    const read = await readCalibration(folder.path, newer);
    expect(read.ok && read.value?.points.map(({ asked }) => asked)).toEqual([2e9, 1e9]);
    expect(await readdir(folder.path)).toHaveLength(1);
  });

  it('are refused when they cannot be understood, and replaced by the next one', async () => {
    await using folder = await makeTemporaryFolder();
    const calibration = makeCalibration();
    const saved = await saveCalibration(folder.path, calibration);
    const path = saved.ok ? saved.value : '';
    for (const text of ['{"schema":"calibration/0"}', '{"schema":']) {
      await writeFile(path, text);
      expect(await readCalibration(folder.path, calibration)).toMatchObject({
        ok: false,
        failure: { reason: 'output-unreadable', excerpt: text },
      });
    }
    await saveCalibration(folder.path, calibration);
    expect(await readCalibration(folder.path, calibration)).toEqual({
      ok: true,
      value: calibration,
    });
  });
});
