import { chmod, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HostChange } from '../../../src/model/host-change.ts';
import type { JournalEntry } from '../../../src/ports/journal.ts';
import { readLeftChanges } from '../../../src/system/left-changes.ts';
import { createUndoJournal } from '../../../src/system/undo-journal.ts';
import { createFakeClock } from '../../support/fakes/clock.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

const change: HostChange = { kind: 'cgroup', path: '/sys/fs/cgroup/emulate-1' };
const other: HostChange = { kind: 'mount', path: '/var/emulate-1/private-1/volume' };

describe('the journal of changes to the host', () => {
  let temporary: TemporaryFolder;
  let folder: string;
  let utc: string;
  beforeEach(async () => {
    temporary = await makeTemporaryFolder();
    folder = join(temporary.path, 'state/journal');
    utc = '2026-01-02T03:04:05.678Z';
  });
  afterEach(() => temporary[Symbol.asyncDispose]());

  const note = async (what: HostChange): Promise<JournalEntry> => {
    const journal = createUndoJournal({
      folder,
      clock: createFakeClock(utc),
    });
    const noted = await journal.note(what);
    if (!noted.ok) throw new Error(JSON.stringify(noted.failure));
    return noted.value;
  };
  const names = async (): Promise<readonly string[]> => (await readdir(folder)).sort();
  const entryIn = async (name: string): Promise<Record<string, unknown>> =>
    JSON.parse(await readFile(join(folder, name), 'utf8')) as Record<string, unknown>;

  /** Notes a change as a process that has ended would have left it. */
  const leave = async (what: HostChange, rest: Record<string, unknown> = {}): Promise<string> => {
    const before = new Set(await names().catch(() => []));
    await note(what);
    const name = (await names()).find((each) => !before.has(each)) ?? '';
    const path = join(folder, name);
    const entry = { ...(await entryIn(name)), pidStart: '1', ...rest };
    await writeFile(path, `${JSON.stringify(entry)}\n`);
    return path;
  };

  it('holds a change from before it is made until it is undone, for this user alone', async () => {
    const entry = await note(change);
    const [name = ''] = await names();
    expect(await entryIn(name)).toEqual({
      schema: 'change/1',
      bootId: (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim(),
      pid: process.pid,
      pidNamespace: expect.stringMatching(/^pid:\[\d+\]$/) as string,
      pidStart: expect.stringMatching(/^\d+$/) as string,
      utc,
      change,
    });
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    await entry.undone();
    expect(await names()).toEqual([]);
    await entry.undone();
  });

  it('takes many at the same moment', async () => {
    await Promise.all([note(change), note(change), note(other)]);
    expect(await names()).toHaveLength(3);
  });

  it('says that it cannot be kept', async () => {
    await writeFile(join(temporary.path, 'state'), '');
    await expect(note(change)).rejects.toThrow('note a change to this host in');
  });

  it('is not kept in a folder that others may write, and not believed there', async () => {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o777);
    await expect(note(change)).rejects.toThrow('others may write it');
    expect(await readLeftChanges(folder)).toMatchObject({
      failure: { operation: 'believe the notes in', path: folder },
    });
  });

  describe('readLeftChanges', () => {
    it('finds nothing where there is no journal', async () => {
      const left = await readLeftChanges(folder);
      expect(left).toEqual({
        ok: true,
        value: { changes: [], torn: [], strange: [], elsewhere: [] },
      });
    });

    it('leaves out changes of processes that still run', async () => {
      await note(change);
      expect(await readLeftChanges(folder)).toMatchObject({ value: { changes: [] } });
    });

    it('gives changes of processes that are gone, the latest first, whatever the clock said', async () => {
      const first = await leave(change);
      utc = '2025-12-31T23:59:59.000Z';
      const second = await leave(other, { pid: 2 ** 30 });
      expect(await readLeftChanges(folder)).toEqual({
        ok: true,
        value: {
          changes: [
            { path: second, pid: 2 ** 30, utc, restarted: false, change: other },
            {
              path: first,
              pid: process.pid,
              utc: '2026-01-02T03:04:05.678Z',
              restarted: false,
              change,
            },
          ],
          torn: [],
          strange: [],
          elsewhere: [],
        },
      });
    });

    it('knows when the machine was started anew', async () => {
      const path = await leave(change, { bootId: 'another' });
      const left = await readLeftChanges(folder);
      expect(left).toMatchObject({ value: { changes: [{ path, restarted: true }] } });
    });

    it('sets apart what it cannot read', async () => {
      await mkdir(folder, { recursive: true });
      const path = (name: string): string => join(folder, name);
      await writeFile(path('cut.json'), '{"schema":"change/1","pid":');
      await writeFile(path('empty.json'), '');
      await writeFile(path('later.json'), '{"schema":"change/2"}\n');
      await writeFile(path('notes.txt'), '');
      await symlink(await leave(change), path('link.json'));
      await writeFile(path('open.json'), '{}\n');
      await chmod(path('open.json'), 0o666);
      const left = await readLeftChanges(folder);
      expect(left).toMatchObject({
        value: {
          torn: [path('empty.json'), path('cut.json')],
          strange: [path('open.json'), path('link.json'), path('later.json')],
        },
      });
    });

    it('judges no process of another container', async () => {
      const path = await leave(change, { pidNamespace: 'pid:[1]' });
      expect(await readLeftChanges(folder)).toMatchObject({
        value: { changes: [], elsewhere: [path] },
      });
    });

    it('judges nothing where the kernel does not tell which boot this is', async () => {
      await leave(change);
      expect(await readLeftChanges(folder, temporary.path)).toMatchObject({
        failure: { reason: 'file-failed', operation: 'read' },
      });
    });
  });
});
