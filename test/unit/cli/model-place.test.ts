import { describe, expect, it } from 'vitest';
import { findModelPlace } from '../../../src/cli/model-place.ts';
import { createFakeBlockDevices, fakeDisk } from '../../support/fakes/block-devices.ts';
import { createFakeFiles } from '../../support/fakes/files.ts';

const cacheDisk = { id: '8:0', path: '/dev/sda' };

/** A disk for the cache, whose folder alone is there. */
const host = () => {
  const files = createFakeFiles();
  const devices = createFakeBlockDevices();
  files.put('/cache/emulate/other', '');
  devices.put('/cache', { device: cacheDisk, disks: [cacheDisk], filesystem: 'xfs' });
  return { files, devices };
};

describe('the place of a model', () => {
  it('is its own where it is there', async () => {
    const { files, devices } = host();
    files.put('/models/a.gguf', 'weights');
    const model = { path: '/models/a.gguf', bytes: 7 };
    const place = await findModelPlace(model, { files, devices });
    expect(place.model).toEqual(model);
    expect(await place.devices.ofFile(model.path)).toMatchObject({ value: { device: fakeDisk } });
  });

  it('is the nearest folder that is there where it is yet to be made', async () => {
    const { files, devices } = host();
    const model = { path: '/cache/emulate/models/deep/demo.gguf', bytes: 7 };
    const place = await findModelPlace(model, { files, devices });
    expect(place.model).toEqual({ path: '/cache/emulate/demo.gguf', bytes: 7 });
    expect(await place.devices.ofFile(place.model.path)).toMatchObject({
      value: { device: cacheDisk },
    });
    expect(await place.devices.ofFile('/elsewhere')).toMatchObject({ value: { device: fakeDisk } });
  });

  it('is the root where nothing is there', async () => {
    const { files, devices } = host();
    const place = await findModelPlace({ path: '/no/where.gguf', bytes: 7 }, { files, devices });
    expect(place.model.path).toBe('/where.gguf');
  });
});
