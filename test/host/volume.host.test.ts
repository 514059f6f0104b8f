import { open, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkVolume } from '../../src/drivers/volume/check.ts';
import { createVolumeDriver } from '../../src/drivers/volume/driver.ts';
import { openVolume } from '../../src/drivers/volume/open-volume.ts';
import type { Volume, VolumePorts, VolumeRequest } from '../../src/drivers/volume/volume.ts';
import { renderFailure } from '../../src/model/render-failure.ts';
import { createBlockDevices } from '../../src/system/block-devices.ts';
import { createClock } from '../../src/system/clock.ts';
import { createControlFiles } from '../../src/system/control-files.ts';
import { createFiles } from '../../src/system/files.ts';
import { createHostProbe } from '../../src/system/host-probe.ts';
import { createPageCache } from '../../src/system/page-cache.ts';
import { createProcessRunner } from '../../src/system/processes.ts';
import { createUndoJournal } from '../../src/system/undo-journal.ts';
import { modelChunks } from '../../src/workloads/llama-bench/model/chunks.ts';
import { describeModel } from '../../src/workloads/llama-bench/model/describe.ts';
import { findShape } from '../../src/workloads/llama-bench/model/shape.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const KiB = 1024;
/** With a blank, which mountinfo writes in another way. */
const parent = 'of volumes';
const files = createFiles();
const processes = createProcessRunner();
const controlFiles = createControlFiles();
const clock = createClock();

let folder: TemporaryFolder;
let ports: VolumePorts;
let warnings: string[];
let zramBefore: readonly string[];
let made = 0;

/** Files behind loop devices that lie in the test's own folder. */
const loopFiles = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const name of await readdir('/sys/block')) {
    const backing = await controlFiles.read(join('/sys/block', name, 'loop/backing_file'));
    if (backing.ok && backing.value?.startsWith(folder.path) === true) found.push(backing.value);
  }
  return found;
};

const zramDevices = async (): Promise<readonly string[]> =>
  (await readdir('/sys/block')).filter((name) => name.startsWith('zram'));

const filesBelow = (name: string): Promise<readonly string[]> =>
  readdir(join(folder.path, name)).catch(() => []);

const journal = () => createUndoJournal({ folder: join(folder.path, 'journal'), clock });
const devices = () => createBlockDevices({ controlFiles, journal: journal() });

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  warnings = [];
  zramBefore = await zramDevices();
  ports = {
    processes,
    files,
    controlFiles,
    journal: journal(),
    probe: createHostProbe({ clock }),
    clock,
    warn: (message) => {
      warnings.push(message);
    },
  };
});

afterEach(async () => {
  expect(await readFile('/proc/self/mountinfo', 'utf8')).not.toContain(folder.path);
  expect(await loopFiles()).toEqual([]);
  expect(await zramDevices()).toEqual(zramBefore);
  expect(await filesBelow(parent)).toEqual([]);
  expect(await filesBelow('journal')).toEqual([]);
  expect(warnings).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

const request = async (constraint: VolumeRequest['constraint']): Promise<VolumeRequest> => {
  const shape = findShape('tiny');
  if (!shape.ok) throw new Error(renderFailure(shape.failure).message);
  const path = join(folder.path, 'tiny.gguf');
  await files.writeStream(path, modelChunks(shape.value, 1));
  made += 1;
  return {
    constraint,
    model: { path, bytes: describeModel(shape.value).bytes },
    name: `emulate-test-${made}`,
    parent: join(folder.path, parent),
  };
};

const lacks = async (asked: VolumeRequest): Promise<string> =>
  (await checkVolume(asked, ports)).map(({ what }) => what).join('; ');

const opened = async (asked: VolumeRequest, through = ports): Promise<Volume> => {
  const volume = await openVolume(asked, through);
  if (!volume.ok) throw new Error(renderFailure(volume.failure).message);
  return volume.value;
};

const isSame = async (one: string, other: string): Promise<boolean> =>
  (await readFile(one)).equals(await readFile(other));

const readWhole = async (path: string): Promise<number> => {
  await using file = await open(path, 'r');
  let bytes = 0;
  for await (const chunk of file.createReadStream()) bytes += (chunk as Uint8Array).length;
  return bytes;
};

const combinations = (['ram', 'file', 'zram'] as const).flatMap((backing) =>
  (['ext4', 'xfs'] as const).map((filesystem) => ({ backing, filesystem })),
);

describe.each(combinations)('a volume of $backing with $filesystem', (constraint) => {
  it('holds the model, is read from its own device, and leaves nothing', async ({ skip }) => {
    const asked = await request(constraint);
    const missing = await lacks(asked);
    skip(missing !== '', missing);
    await using volume = await opened(asked);
    expect(volume.warnings).toEqual([]);
    expect(volume.facts).toMatchObject(constraint);
    expect(await isSame(volume.model.path, asked.model.path)).toBe(true);
    expect(await files.digest(asked.model.path, 'sha256')).toEqual({
      ok: true,
      value: volume.facts.sha256,
    });
    await expect(open(join(volume.folder, 'more'), 'w')).rejects.toThrow('EROFS');

    const chain = await devices().ofFile(volume.model.path);
    expect(chain).toMatchObject({
      ok: true,
      value: { device: volume.device, filesystem: constraint.filesystem },
    });
    const evicted = await createPageCache({ processes, controlFiles }).evict(volume.model.path);
    expect(evicted.ok).toBe(true);
    // Direct I/O passes the page cache of the file below by: the disk below is read as well.
    const { directIo } = volume.facts;
    const read = [volume.device, ...(directIo === true && chain.ok ? chain.value.disks : [])];
    const count = () => Promise.all(read.map((device) => devices().counters(device)));
    const before = await count();
    expect(await readWhole(volume.model.path)).toBe(asked.model.bytes);
    const after = await count();
    for (const index of read.keys())
      expect(
        (after[index]?.readBytes ?? 0) - (before[index]?.readBytes ?? 0),
      ).toBeGreaterThanOrEqual(asked.model.bytes);
    expect(after[0]?.writtenBytes).toBe(before[0]?.writtenBytes);
  });
});

describe('a volume', () => {
  it('has the read-ahead of each case, and its own again afterwards', async ({ skip }) => {
    const asked = await request({ readAhead: 64 * KiB });
    const missing = await lacks(asked);
    skip(missing !== '', missing);
    await using volume = await opened(asked);
    const blockDevices = devices();
    const own = await blockDevices.readAhead(volume.device);
    const driver = createVolumeDriver({ volume, devices: blockDevices });
    const levels = [0, 64 * KiB, 4096 * KiB];
    const cases = levels.map((readAhead) => ({
      id: String(readAhead),
      kind: 'level' as const,
      constraints: { volume: { readAhead } },
      points: [],
    }));
    expect(await driver.check(cases, asked.model)).toEqual([]);
    for (const each of cases) {
      const lease = await driver.acquire({
        case: each,
        nominal: each.constraints,
        model: asked.model,
        seed: 1,
        name: 'emulate-test',
      });
      if (!lease.ok) throw new Error(renderFailure(lease.failure).message);
      await using held = lease.value;
      expect(held.model).toEqual(volume.model);
      expect(held.applied).toEqual({ 'volume.readAhead': each.constraints.volume.readAhead });
      expect(await held.observe()).toMatchObject({
        value: { evidence: [{ readAheadBytes: each.constraints.volume.readAhead }] },
      });
    }
    expect(await blockDevices.readAhead(volume.device)).toEqual(own);
    const odd = {
      id: 'odd',
      kind: 'level' as const,
      constraints: { volume: { readAhead: KiB } },
      points: [],
    };
    expect(await driver.check([odd], asked.model)).toMatchObject([
      { remedy: "choose a multiple of the kernel's page size, such as 128 KiB" },
    ]);
  });

  it('can be one of two', async ({ skip }) => {
    const asked = [await request({}), await request({ backing: 'file' })] as const;
    const missing = `${await lacks(asked[0])}${await lacks(asked[1])}`;
    skip(missing !== '', missing);
    await using one = await opened(asked[0]);
    await using other = await opened(asked[1]);
    expect(other.device.id).not.toBe(one.device.id);
    expect(await isSame(one.model.path, asked[0].model.path)).toBe(true);
    expect(await isSame(other.model.path, asked[1].model.path)).toBe(true);
  });

  it('takes more files where room was asked for', async ({ skip }) => {
    const asked = { ...(await request({})), room: 64 * KiB * KiB };
    const missing = await lacks(asked);
    skip(missing !== '', missing);
    await using volume = await opened(asked);
    const written = await files.writeStream(
      join(volume.folder, 'more'),
      Array.from({ length: 64 }, () => new Uint8Array(KiB * KiB)),
    );
    expect(written).toMatchObject({ ok: true });
  });

  it('is unmounted lazily when somebody keeps it, and goes with its last user', async ({
    skip,
  }) => {
    const asked = await request({});
    const missing = await lacks(asked);
    skip(missing !== '', missing);
    const volume = await opened(asked);
    const user = await open(volume.model.path, 'r');
    await volume[Symbol.asyncDispose]();
    await user.close();
    const told = warnings.splice(0);
    expect(told[0]).toContain("/volume' was in use and was unmounted lazily");
    expect(told[1]).toMatch(
      /^a loop device over '.*\/memory\/blocks' is still in use; 'emulate cleanup' tries again$/,
    );
    // What the warning leaves to the cleanup: nothing but the note.
    for (const name of await filesBelow('journal')) {
      expect(await readFile(join(folder.path, 'journal', name), 'utf8')).toContain('loop-device');
      await files.remove(join(folder.path, 'journal', name));
    }
  });

  it('leaves nothing when its memory is too small for the model', async ({ skip }) => {
    const asked = await request({});
    const missing = await lacks(asked);
    skip(missing !== '', missing);
    const shrunk: VolumePorts = {
      ...ports,
      processes: {
        run: (spec) =>
          processes.run({
            ...spec,
            args: spec.args.map((each) => each.replace(/^size=\d+/, `size=${1024 * KiB}`)),
          }),
      },
    };
    const volume = await openVolume(asked, shrunk);
    expect(volume).toMatchObject({
      ok: false,
      failure: {
        reason: 'provision-failed',
        step: 'copy the model onto the volume',
        hint: expect.stringContaining('memory or disk space ran out') as string,
      },
    });
    if (volume.ok) await volume.value[Symbol.asyncDispose]();
  });

  it('leaves nothing when the user cancels while the model is copied', async ({ skip }) => {
    const asked = await request({ backing: 'file' });
    const missing = await lacks(asked);
    skip(missing !== '', missing);
    const controller = new AbortController();
    const cancelling: VolumePorts = {
      ...ports,
      files: {
        ...files,
        copy: (from, to) => {
          controller.abort();
          return files.copy(from, to);
        },
      },
    };
    const volume = await openVolume({ ...asked, signal: controller.signal }, cancelling);
    expect(volume).toMatchObject({ ok: false, failure: { reason: 'interrupted' } });
  });
});
