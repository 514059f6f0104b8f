import { readdir } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Ended } from '../support/command-line.ts';
import { emulate } from '../support/end-to-end.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

interface Point {
  readonly kind: string;
  readonly asked?: number;
  readonly values: readonly number[];
  readonly median: number;
}

describe('a calibration of this host', () => {
  let calibrated: Ended;
  let planned: Ended;
  let left: readonly string[];

  beforeAll(async () => {
    await using cache = await makeTemporaryFolder();
    const env = { XDG_CACHE_HOME: cache.path };
    calibrated = await emulate(['calibrate', '--quick', '--json'], env);
    planned = await emulate(
      ['plan', '--profile', 'hbf-50gbps', '--sweep', 'tier.readBandwidth=1GB/s,2GB/s'],
      env,
    );
    left = await readdir(`${cache.path}/emulate`);
  });

  it('is one document on standard output, and ends with code 0', () => {
    expect(calibrated.code).toBe(0);
    const document = JSON.parse(calibrated.out) as { schema: string; points: readonly Point[] };
    expect(document).toMatchObject({ schemaVersion: 1, schema: 'calibration/1' });
    const kinds = document.points.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['bandwidth', 'latency', 'ceiling', 'floor', 'null']));
    for (const { values, median } of document.points) {
      expect(values).toHaveLength(3);
      expect(median).toBeGreaterThan(0);
    }
  });

  it('never measures more bandwidth than it asked for', () => {
    const { points } = JSON.parse(calibrated.out) as { points: readonly Point[] };
    for (const { kind, asked, median } of points)
      if (kind === 'bandwidth') expect(median).toBeLessThan((asked ?? 0) * 1.05);
  });

  it('leaves what it compiled and what it found, and not the file that it read', () => {
    expect(left).toEqual(['calibrations', 'tier-pager', 'touch-reader']);
  });

  it('is known to the plan', () => {
    expect(planned.out).toMatch(/\nCalibration of \d{4}-\d\d-\d\d: /);
  });

  it('refuses a profile that does not exist', async () => {
    const { code, err } = await emulate(['calibrate', '--profile', 'no-such']);
    expect(code).toBe(2);
    expect(err).toMatch(/got 'no-such'; known: cache-drop, .*\bhbf-50gbps, .*\bnull\b/);
  });
});
