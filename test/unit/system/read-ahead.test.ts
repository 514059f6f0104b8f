import { describe, expect, it } from 'vitest';
import type { BlockDevices } from '../../../src/ports/block-devices.ts';
import { createReadAhead } from '../../../src/system/read-ahead.ts';
import {
  createFakeControlFiles,
  type FakeControlFiles,
} from '../../support/fakes/control-files.ts';
import { createFakeJournal, type FakeJournal } from '../../support/fakes/journal.ts';

const loop = { id: '7:3', path: '/dev/loop3' };
const file = '/sys/dev/block/7:3/queue/read_ahead_kb';

interface Host {
  readonly files: FakeControlFiles;
  readonly journal: FakeJournal;
  readonly readAhead: Pick<BlockDevices, 'readAhead' | 'setReadAhead'>;
}

const host = (): Host => {
  const files = createFakeControlFiles();
  const journal = createFakeJournal();
  files.put(file, '128');
  return {
    files,
    journal,
    readAhead: createReadAhead({ controlFiles: files, journal, root: '/' }),
  };
};

const textOf = async (files: FakeControlFiles): Promise<string | undefined> => {
  const text = await files.read(file);
  return text.ok ? text.value : 'unreadable';
};

describe('the read-ahead', () => {
  it('is read from the queue of the device, in bytes', async () => {
    expect(await host().readAhead.readAhead(loop)).toEqual({ ok: true, value: 131_072 });
  });

  it('is read where a device has no queue of its own', async () => {
    const { files, readAhead } = host();
    files.put('/sys/dev/block/253:1/bdi/read_ahead_kb', '4096');
    const found = await readAhead.readAhead({ id: '253:1', path: '/dev/dm-1' });
    expect(found).toEqual({ ok: true, value: 2 ** 22 });
  });

  it('of a device that has vanished is a failure', async () => {
    const found = await host().readAhead.readAhead({ id: '7:9', path: '/dev/loop9' });
    expect(found).toMatchObject({
      failure: { reason: 'file-failed', path: '/sys/dev/block/7:9' },
    });
  });

  it('is noted down, set, and restored', async () => {
    const { files, journal, readAhead } = host();
    const set = await readAhead.setReadAhead(loop, 2 ** 21);
    if (!set.ok) throw new Error('refused');
    expect(await textOf(files)).toBe('2048');
    expect(journal.open()).toEqual([
      { kind: 'read-ahead', path: file, former: '128', set: '2048' },
    ]);
    await set.value[Symbol.asyncDispose]();
    expect(await textOf(files)).toBe('128');
    expect(journal.open()).toEqual([]);
  });

  it('is not set when that cannot be noted down', async () => {
    const { files, journal, readAhead } = host();
    journal.breakDown('disk full');
    expect(await readAhead.setReadAhead(loop, 2 ** 21)).toMatchObject({ ok: false });
    expect(files.written).toEqual([]);
  });

  it('that the kernel rounds is a failure, and is restored', async () => {
    const { files, journal, readAhead } = host();
    files.clamp(file, (text) => (text === '6' ? '4' : text));
    expect(await readAhead.setReadAhead(loop, 6 * 1024)).toEqual({
      ok: false,
      failure: {
        reason: 'not-applied',
        place: file,
        asked: '6',
        applied: '4',
        hint: 'choose a read-ahead that is a multiple of the page size',
      },
    });
    expect(await textOf(files)).toBe('128');
    expect(journal.open()).toEqual([]);
  });

  it('that may not be written leaves nothing to undo', async () => {
    const { files, journal, readAhead } = host();
    files.fail('write', file, 'EACCES');
    expect(await readAhead.setReadAhead(loop, 2 ** 21)).toMatchObject({
      failure: { reason: 'file-failed', operation: "write '2048' into" },
    });
    expect(journal.open()).toEqual([]);
  });

  it('of a device that vanishes meanwhile needs no restoring', async () => {
    const { files, journal, readAhead } = host();
    const set = await readAhead.setReadAhead(loop, 2 ** 21);
    if (!set.ok) throw new Error('refused');
    files.remove(file);
    await set.value[Symbol.asyncDispose]();
    expect(journal.open()).toEqual([]);
  });

  it('that cannot be restored stays in the journal', async () => {
    const { files, journal, readAhead } = host();
    const set = await readAhead.setReadAhead(loop, 2 ** 21);
    if (!set.ok) throw new Error('refused');
    files.fail('write', file, 'EROFS');
    await expect(set.value[Symbol.asyncDispose]()).rejects.toThrow(
      `cannot write '128' into '${file}'`,
    );
    expect(journal.open()).toHaveLength(1);
  });
});
