import { describe, expect, it } from 'vitest';
import {
  describeStep,
  startSteps,
  type Step,
} from '../../../../../src/drivers/scope/cgroup/step.ts';
import { makeScopeRig } from '../../../../support/scope-rig.ts';
import { ownPid } from '../../../../support/fakes/control-files.ts';

const root = '/sys/fs/cgroup';
const make = (folder: string): Step => ({ kind: 'make', folder });
const handDown: Step = {
  kind: 'write',
  path: `${root}/cgroup.subtree_control`,
  text: '+memory',
  undo: '-memory',
};

describe('a step', () => {
  it.each<readonly [Step, string]>([
    [make('/a'), 'mkdir /a'],
    [{ kind: 'write', path: '/a/f', text: '1 2' }, 'write 1 2 to /a/f'],
    [{ kind: 'move', pid: 7, from: '/a', to: '/b' }, 'write 7 to /b/cgroup.procs'],
  ])('is described in one line', (step, line) => {
    expect(describeStep(step)).toBe(line);
  });
});

describe('steps', () => {
  it('are noted before they are done, and undone in reverse', async () => {
    const { context, files, journal } = makeScopeRig();
    const done = startSteps(context);
    const own = `${root}/one`;
    const performed = await done.perform([
      make(own),
      { kind: 'move', pid: ownPid, from: root, to: own },
      handDown,
    ]);
    expect(performed).toEqual({ ok: true, value: undefined });
    expect(journal.open()).toEqual([
      { kind: 'cgroup', path: own },
      { kind: 'controllers', path: `${root}/cgroup.subtree_control`, takeBack: '-memory' },
    ]);
    expect(await done.undo()).toEqual({ ok: true, value: undefined });
    expect(files.groups()).toEqual([]);
    expect(files.written.map(({ text }) => text)).toEqual([
      String(ownPid),
      '+memory',
      '-memory',
      String(ownPid),
    ]);
    expect(journal.open()).toEqual([]);
  });

  it('are not done when they cannot be noted', async () => {
    const { context, files, journal } = makeScopeRig();
    journal.breakDown('disk full');
    expect(await startSteps(context).perform([make(`${root}/one`)])).toMatchObject({
      ok: false,
      failure: { path: '/journal' },
    });
    expect(files.groups()).toEqual([]);
  });

  it('are all done or none', async () => {
    const { context, files, journal } = makeScopeRig();
    const done = startSteps(context);
    await done.perform([make(`${root}/kept`)]);
    const failed = await done.perform([
      make(`${root}/one`),
      make(`${root}/two`),
      make(`${root}/kept`),
    ]);
    expect(failed).toMatchObject({ ok: false, failure: { path: `${root}/kept` } });
    expect(files.groups()).toEqual([`${root}/kept`]);
    expect(journal.open()).toEqual([{ kind: 'cgroup', path: `${root}/kept` }]);
    await done.undo();
    expect(journal.open()).toEqual([]);
  });

  it('never undo what another made', async () => {
    const { context, files, journal } = makeScopeRig();
    await files.makeFolder(`${root}/others`);
    await startSteps(context).perform([make(`${root}/others`)]);
    expect(files.groups()).toEqual([`${root}/others`]);
    expect(journal.open()).toEqual([]);
  });

  it('that cannot be undone stay noted, and are undone next time', async () => {
    const { context, files, journal } = makeScopeRig();
    const done = startSteps(context);
    await done.perform([make(`${root}/one`), make(`${root}/two`)]);
    files.fail('removeFolder', `${root}/one`, 'EACCES');
    expect(await done.undo()).toMatchObject({ ok: false });
    expect(journal.open()).toEqual([{ kind: 'cgroup', path: `${root}/one` }]);
    files.mend();
    expect(await done.undo()).toMatchObject({ ok: true });
    expect(journal.open()).toEqual([]);
    expect(await done.undo()).toMatchObject({ ok: true });
  });

  it('take a folder away as soon as it is no longer busy', async () => {
    const rig = makeScopeRig();
    const done = startSteps(rig.context);
    await done.perform([make(`${root}/one`)]);
    rig.files.setProcesses(`${root}/one`, [7]);
    const undone = done.undo();
    await rig.clock.pass(50);
    expect(rig.files.groups()).toEqual([`${root}/one`]);
    rig.files.setProcesses(`${root}/one`, []);
    expect(await rig.await(undone)).toMatchObject({ ok: true });
    expect(rig.files.groups()).toEqual([]);
  });

  it('give up on a folder that stays busy', async () => {
    const rig = makeScopeRig();
    const done = startSteps(rig.context);
    await done.perform([make(`${root}/one`)]);
    rig.files.setProcesses(`${root}/one`, [7]);
    expect(await rig.await(done.undo())).toMatchObject({
      ok: false,
      failure: { path: `${root}/one` },
    });
    expect(rig.clock.intervals()).toEqual([]);
  });
});
