import { describe, expect, it } from 'vitest';
import { lookForUnits } from '../../../../../src/drivers/scope/systemd/left.ts';
import type { ChangeOf } from '../../../../../src/model/host-change.ts';
import { createFakeProcessRunner, notFound } from '../../../../support/fakes/process-runner.ts';

const unit: ChangeOf<'unit'> = { kind: 'unit', name: 'emulate-1.scope', manager: 'user' };

/** A manager that knows a unit in this state, and how stopping it ends. */
const managerWith = (state: string, code = 0) =>
  createFakeProcessRunner(({ args }) =>
    args.includes('stop')
      ? { end: { how: 'exited', code }, stderr: code === 0 ? '' : 'refused' }
      : { stdout: `${state}\n` },
  );

describe('a unit that was left', () => {
  it('is stopped by its own manager', async () => {
    const processes = managerWith('loaded');
    const remains = await lookForUnits(processes)(unit);
    expect(remains.state === 'there' && (await remains.undo())).toBeUndefined();
    expect(processes.specs.map(({ command, args }) => [command, ...args].join(' '))).toEqual([
      'systemctl --user --no-ask-password show --property=LoadState --value emulate-1.scope',
      'systemctl --user --no-ask-password stop emulate-1.scope',
    ]);
  });

  it('is gone when the manager knows none', async () => {
    const remains = await lookForUnits(managerWith('not-found'))(unit);
    expect(remains).toEqual({ state: 'gone' });
  });

  it('stays when it cannot be stopped', async () => {
    const remains = await lookForUnits(managerWith('loaded', 1))(unit);
    expect(remains.state === 'there' && (await remains.undo())).toBe(
      "systemctl was asked for 'emulate-1.scope': it ended with exit code 1 refused",
    );
  });

  it('is left alone where no manager answers', async () => {
    const remains = await lookForUnits(createFakeProcessRunner(() => notFound('systemctl')))(unit);
    expect(remains).toMatchObject({ state: 'untouched' });
  });

  it.each([
    'sshd.service',
    'emulate-1.service',
    'emulate-1.scope\nx.scope',
    '--all',
    '../emulate-1.scope',
  ])('is never %j', async (name) => {
    const processes = managerWith('loaded');
    const remains = await lookForUnits(processes)({ ...unit, name });
    expect(remains).toEqual({
      state: 'untouched',
      problem: `'${name}' is no unit of this program`,
    });
    expect(processes.specs).toEqual([]);
  });
});
