import { describe, expect, it } from 'vitest';
import { undoLeftChanges } from '../../../src/engine/undo-left-changes.ts';
import type { HostChange } from '../../../src/model/host-change.ts';
import { failed, success } from '../../../src/model/result.ts';
import { hasRest, type LeftChange, type UndoReport } from '../../../src/model/undo-report.ts';
import type { LeftBehind, Remains } from '../../../src/ports/left-changes.ts';

const cgroup: HostChange = { kind: 'cgroup', path: '/sys/fs/cgroup/emulate-1' };
const mount: HostChange = { kind: 'mount', path: '/emulate-1/private-1/volume' };
const folder: HostChange = { kind: 'volume-folder', path: '/emulate-1' };
const processes: HostChange = { kind: 'processes', mark: '0123456789abcdef' };

/** A journal, the latest note first, and a host on which everything noted is there. */
const leave = (
  changes: readonly HostChange[],
  rest: {
    readonly torn?: readonly string[];
    readonly restarted?: boolean;
    /** Why a change cannot be undone now; it can when undefined. */
    readonly problem?: (change: HostChange, undone: readonly string[]) => string | undefined;
    readonly look?: (change: HostChange) => Remains | undefined;
  } = {},
) => {
  const torn = new Set(rest.torn ?? []);
  const notes = new Map(
    changes.map((change, at): [string, LeftChange] => [
      `/${at}`,
      { path: `/${at}`, pid: 7, utc: '', restarted: rest.restarted ?? false, change },
    ]),
  );
  const deeds: string[] = [];
  const undone: string[] = [];
  const behind: LeftBehind = {
    read: () =>
      Promise.resolve(
        success({ changes: [...notes.values()], torn: [...torn], strange: [], elsewhere: [] }),
      ),
    look: (change) =>
      Promise.resolve(
        rest.look?.(change) ?? {
          state: 'there',
          undo: () => {
            deeds.push(change.kind);
            const problem = rest.problem?.(change, undone);
            if (problem === undefined) undone.push(change.kind);
            return Promise.resolve(problem);
          },
        },
      ),
    strike: (path) => {
      deeds.push(`strike ${path}`);
      notes.delete(path);
      torn.delete(path);
      return Promise.resolve(success(undefined));
    },
  };
  const run = async (dryRun = false): Promise<UndoReport> => {
    const report = await undoLeftChanges(behind, { dryRun });
    if (!report.ok) throw new Error('refused');
    return report.value;
  };
  return { deeds, notes, behind, run };
};

const hows = ({ changes }: UndoReport): readonly string[] => changes.map(({ how }) => how);

describe('undoing what was left', () => {
  it('ends processes first, and goes back in the reverse order for all else', async () => {
    const { deeds, run } = leave([cgroup, mount, folder, processes]);
    expect(hows(await run())).toEqual(['undone', 'undone', 'undone', 'undone']);
    expect(deeds).toEqual([
      ...['processes', 'strike /3', 'cgroup', 'strike /0'],
      ...['mount', 'strike /1', 'volume-folder', 'strike /2'],
    ]);
  });

  it('does nothing the second time', async () => {
    const { deeds, run } = leave([cgroup]);
    await run();
    deeds.length = 0;
    expect(await run()).toEqual({ changes: [], torn: [], strange: [], elsewhere: [] });
    expect(deeds).toEqual([]);
  });

  it('only looks when it is asked to', async () => {
    const { deeds, run } = leave([cgroup, mount], { torn: ['/t'] });
    const report = await run(true);
    expect(hows(report)).toEqual(['found', 'found']);
    expect(report.torn).toEqual(['/t']);
    expect(deeds).toEqual([]);
  });

  it('tries once more what waited for something that was then undone', async () => {
    const { run } = leave([mount, cgroup], {
      problem: ({ kind }, undone) =>
        kind === 'mount' && !undone.includes('cgroup') ? 'in use' : undefined,
    });
    const report = await run();
    expect(hows(report)).toEqual(['undone', 'undone']);
    expect(hasRest(report)).toBe(false);
  });

  it('keeps the note of what stays, and goes on with the others', async () => {
    const { notes, run } = leave([mount, cgroup], {
      problem: ({ kind }) => (kind === 'mount' ? 'in use' : undefined),
    });
    const report = await run();
    expect(report.changes).toMatchObject([{ how: 'stays', problem: 'in use' }, { how: 'undone' }]);
    expect([...notes.keys()]).toEqual(['/0']);
    expect(hasRest(report)).toBe(true);
  });

  it('goes on after a mistake of its own', async () => {
    const { run } = leave([mount, cgroup], {
      look: ({ kind }) => {
        if (kind === 'mount') throw new Error('no such thing');
        return undefined;
      },
    });
    expect(hows(await run())).toEqual(['stays', 'undone']);
  });

  it('leaves alone what is not its own, and keeps the note', async () => {
    const { deeds, run } = leave([mount], {
      look: () => ({ state: 'untouched', problem: 'somebody else mounted it' }),
    });
    expect(hows(await run())).toEqual(['untouched']);
    expect(deeds).toEqual([]);
  });

  it('forgets what is not there, and what was never made', async () => {
    const { deeds, run } = leave([mount], { torn: ['/t'], look: () => ({ state: 'gone' }) });
    expect(await run()).toMatchObject({ changes: [{ how: 'gone' }], torn: ['/t'] });
    expect(deeds).toEqual(['strike /0', 'strike /t']);
  });

  it('looks only for what is on a disk when the machine was started anew since', async () => {
    const { deeds, run } = leave([cgroup, mount, folder, processes], { restarted: true });
    expect(hows(await run()).filter((how) => how === 'undone')).toHaveLength(1);
    expect(deeds.filter((deed) => !deed.startsWith('strike'))).toEqual(['volume-folder']);
  });

  it('fails where the journal cannot be read', async () => {
    const failure = { reason: 'file-failed', path: '/', operation: 'read', problem: 'x' } as const;
    const { behind } = leave([]);
    const read = () => Promise.resolve(failed(failure));
    expect(await undoLeftChanges({ ...behind, read }, { dryRun: false })).toEqual(failed(failure));
  });
});
