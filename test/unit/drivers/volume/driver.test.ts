import { describe, expect, it } from 'vitest';
import { createVolumeDriver } from '../../../../src/drivers/volume/driver.ts';
import type { Volume } from '../../../../src/drivers/volume/volume.ts';
import type { Case } from '../../../../src/model/plan.ts';
import type { Constraints } from '../../../../src/model/profile/profile.ts';
import type { ConstraintRequest } from '../../../../src/ports/constraint.ts';
import {
  createFakeBlockDevices,
  type FakeBlockDevices,
} from '../../../support/fakes/block-devices.ts';

const KiB = 1024;
const device = { id: '7:3', path: '/dev/loop3' };
const model = { path: '/cache/emulate-t/volume/m.gguf', bytes: 29 };
const volume: Omit<Volume, typeof Symbol.asyncDispose> = {
  device,
  model,
  folder: '/cache/emulate-t/volume',
  facts: { backing: 'ram', filesystem: 'xfs', bytes: 320 * KiB * KiB, sha256: 'abc' },
  warnings: ['doubtful'],
};

const makeCase = (constraints: Constraints): Case => ({
  id: 'a',
  kind: 'level',
  constraints,
  points: [],
});
const request = (constraints: Constraints): ConstraintRequest => ({
  case: makeCase(constraints),
  nominal: constraints,
  model: { path: '/models/m.gguf', bytes: 29 },
  seed: 1,
  name: 'emulate-run',
});

/** A kernel with pages of 4 KiB. */
const rounding = (devices: FakeBlockDevices): FakeBlockDevices => ({
  ...devices,
  setReadAhead: (each, bytes) =>
    devices.setReadAhead(each, Math.floor(bytes / (4 * KiB)) * 4 * KiB),
});

describe('the volume driver', () => {
  it('has to do with the cases that have a volume', () => {
    const driver = createVolumeDriver({ volume, devices: createFakeBlockDevices() });
    expect(driver.concerns(makeCase({ volume: {} }))).toBe(true);
    expect(driver.concerns(makeCase({ io: {} }))).toBe(false);
  });

  it('gives a run the copy, and the read-ahead of its case for as long as it lasts', async () => {
    const devices = createFakeBlockDevices();
    const driver = createVolumeDriver({ volume, devices });
    const lease = await driver.acquire(request({ volume: { readAhead: 2048 * KiB } }));
    if (!lease.ok) throw new Error('expected a lease');
    expect(lease.value).toMatchObject({
      model,
      applied: { 'volume.readAhead': 2048 * KiB },
      env: {},
    });
    expect(await devices.readAhead(device)).toEqual({ ok: true, value: 2048 * KiB });
    expect(await lease.value.live()).toBeUndefined();
    expect(await lease.value.observe()).toEqual({
      ok: true,
      value: {
        evidence: [
          {
            kind: 'volume',
            device: '7:3',
            backing: 'ram',
            filesystem: 'xfs',
            verified: true,
            readAheadBytes: 2048 * KiB,
          },
        ],
        tests: [],
        warnings: ['doubtful'],
      },
    });
    await lease.value[Symbol.asyncDispose]();
    expect(devices.open()).toEqual([]);
    expect(await devices.readAhead(device)).toEqual({ ok: true, value: 128 * KiB });
  });

  it('leaves the read-ahead as the host made it where the case says nothing', async () => {
    const devices = createFakeBlockDevices();
    const driver = createVolumeDriver({ volume, devices });
    const lease = await driver.acquire(request({ volume: {} }));
    if (!lease.ok) throw new Error('expected a lease');
    expect(lease.value.applied).toEqual({});
    expect(devices.open()).toEqual([]);
    expect(await lease.value.observe()).toMatchObject({
      value: { evidence: [{ readAheadBytes: 128 * KiB }] },
    });
    await lease.value[Symbol.asyncDispose]();
  });

  it('refuses a read-ahead that the kernel does not keep', async () => {
    const devices = createFakeBlockDevices();
    const driver = createVolumeDriver({ volume, devices: rounding(devices) });
    expect(await driver.acquire(request({ volume: { readAhead: 6 * KiB } }))).toEqual({
      ok: false,
      failure: {
        reason: 'not-applied',
        place: 'volume.readAhead of /dev/loop3',
        asked: '6 KiB',
        applied: '4 KiB',
        hint: "choose a multiple of the kernel's page size, such as 128 KiB",
      },
    });
    expect(devices.open()).toEqual([]);
  });

  it('tells before the first run of every read-ahead that the kernel does not keep', async () => {
    const devices = createFakeBlockDevices();
    const driver = createVolumeDriver({ volume, devices: rounding(devices) });
    const cases = [6, 64, 7, 7].map((each) => makeCase({ volume: { readAhead: each * KiB } }));
    expect(await driver.check([...cases, makeCase({ volume: {} })], model)).toEqual([
      {
        what: "the limit in 'volume.readAhead of /dev/loop3' is not in force: asked for '6 KiB', read back '4 KiB'",
        remedy: "choose a multiple of the kernel's page size, such as 128 KiB",
      },
      {
        what: "the limit in 'volume.readAhead of /dev/loop3' is not in force: asked for '7 KiB', read back '4 KiB'",
        remedy: "choose a multiple of the kernel's page size, such as 128 KiB",
      },
    ]);
    expect(devices.open()).toEqual([]);
  });

  it('gives no evidence of a read-ahead that somebody else has changed', async () => {
    const devices = createFakeBlockDevices();
    const driver = createVolumeDriver({ volume, devices });
    const lease = await driver.acquire(request({ volume: { readAhead: 64 * KiB } }));
    if (!lease.ok) throw new Error('expected a lease');
    await devices.setReadAhead(device, 4096 * KiB);
    expect(await lease.value.observe()).toEqual({
      ok: false,
      failure: {
        reason: 'evidence-missing',
        problem:
          'volume.readAhead of /dev/loop3 was changed during the run: set to 64 KiB, found 4 MiB',
      },
    });
    await lease.value[Symbol.asyncDispose]();
  });

  it('gives back what it set when it cannot be read back', async () => {
    const devices = createFakeBlockDevices();
    const driver = createVolumeDriver({ volume, devices });
    devices.breakDown('readAhead', 'the device has vanished');
    expect(await driver.acquire(request({ volume: { readAhead: 64 * KiB } }))).toMatchObject({
      ok: false,
      failure: { reason: 'file-failed', problem: 'the device has vanished' },
    });
    expect(devices.open()).toEqual([]);
  });

  it('fails when the read-ahead cannot be set', async () => {
    const devices = createFakeBlockDevices();
    const driver = createVolumeDriver({ volume, devices });
    devices.breakDown('setReadAhead', 'read-only');
    const constraints = { volume: { readAhead: 64 * KiB } };
    expect(await driver.acquire(request(constraints))).toMatchObject({
      ok: false,
      failure: { problem: 'read-only' },
    });
    expect((await driver.check([makeCase(constraints)], model))[0]?.what).toBe(
      "cannot setReadAhead '/sys/dev/block/7:3/queue/read_ahead_kb': read-only",
    );
  });
});
