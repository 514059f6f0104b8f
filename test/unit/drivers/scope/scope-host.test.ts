import { describe, expect, it } from 'vitest';
import { readScopeHost } from '../../../../src/drivers/scope/scope-host.ts';
import type { ProcessOutcome, ProcessSpec } from '../../../../src/ports/process-runner.ts';
import type { FakeControlFilesOptions } from '../../../support/fakes/control-groups/machine.ts';
import { createFakeProcessRunner, notFound } from '../../../support/fakes/process-runner.ts';
import { addSwap, makeScopeRig } from '../../../support/scope-rig.ts';

interface Answers {
  readonly manager?: Partial<ProcessOutcome>;
  readonly user?: Partial<ProcessOutcome>;
  readonly oomPolicy?: Partial<ProcessOutcome>;
}

const failure = (stderr: string, code = 1): Partial<ProcessOutcome> => ({
  end: { how: 'exited', code },
  stderr,
});

const noBus = failure(
  'Failed to set bus address: $DBUS_SESSION_BUS_ADDRESS and $XDG_RUNTIME_DIR not defined\n',
);

const makeHost = (
  options: FakeControlFilesOptions & { readonly answers?: Answers; readonly uid?: number } = {},
) => {
  const { answers = {}, uid = 0 } = options;
  const { files } = makeScopeRig({
    own: '/user.slice/user-1000.slice/user@1000.service',
    ...options,
  });
  files.put('/proc/self/status', `Name:\tnode\nUid:\t1000\t${uid}\t1000\t1000\nGid:\t0\t0\t0\t0`);
  const answer = ({ args }: ProcessSpec): Partial<ProcessOutcome> => {
    if (args.at(-1) === 'OOMPolicy') return answers.oomPolicy ?? { stdout: 's "stop"\n' };
    return args[0] === '--user'
      ? (answers.user ?? noBus)
      : (answers.manager ?? { stdout: 's "252.39-1~deb12u2"\ns ""\n' });
  };
  const processes = createFakeProcessRunner(answer);
  return { files, processes, read: () => readScopeHost({ controlFiles: files, processes }) };
};

const booted = (options: Parameters<typeof makeHost>[0] = {}) => {
  const host = makeHost(options);
  host.files.put('/run/systemd/system/.', '');
  return host;
};

describe('the facts of a host', () => {
  it('name the user that acts', async () => {
    expect(await makeHost({ uid: 0 }).read()).toMatchObject({ uid: 0 });
    expect(await makeHost({ uid: 1000 }).read()).toMatchObject({ uid: 1000 });
  });

  it('ask nobody where systemd does not run', async () => {
    const host = makeHost();
    const answer = { answered: false, problem: 'systemd is not PID 1' };
    expect(await host.read()).toMatchObject({
      systemdRuns: false,
      systemManager: answer,
      userManager: answer,
    });
    expect(host.processes.specs).toEqual([]);
  });

  it('say what the managers of systemd have with cgroup v2', async () => {
    const own = '/user.slice/user-1000.slice/user@1000.service';
    const host = booted({ answers: { user: { stdout: `s "252.39"\ns "${own}"\n` } } });
    host.files.put(`/sys/fs/cgroup${own}/cgroup.controllers`, 'cpu memory pids');
    expect(await host.read()).toMatchObject({
      systemdRuns: true,
      systemManager: {
        answered: true,
        manager: {
          version: 252,
          oomPolicy: true,
          cgroups: 2,
          controllers: ['memory', 'io', 'cpu'],
        },
      },
      userManager: {
        answered: true,
        manager: { version: 252, oomPolicy: true, cgroups: 2, controllers: ['memory'] },
      },
    });
  });

  it('say what the managers of systemd have with cgroup v1', async () => {
    const answer = { stdout: 's "v245.4-4ubuntu3"\ns "/"\n' };
    const host = booted({
      version: 1,
      answers: { manager: answer, user: answer, oomPolicy: failure('No such property\n') },
    });
    expect(await host.read()).toMatchObject({
      systemManager: {
        manager: { version: 245, oomPolicy: false, cgroups: 1, controllers: ['memory', 'io'] },
      },
      userManager: { manager: { cgroups: 1, controllers: [] } },
    });
  });

  it('list the trees of cgroups, and whether this process may write them', async () => {
    const host = makeHost({ version: 1, own: '/' });
    host.files.fail('isWritable', '/sys/fs/cgroup/blkio', 'EACCES');
    const { cgroups } = await host.read();
    expect(cgroups).toEqual([
      { version: 2, mount: '/sys/fs/cgroup/unified', controllers: [], writable: true },
      { version: 1, mount: '/sys/fs/cgroup/memory', controllers: ['memory'], writable: true },
      { version: 1, mount: '/sys/fs/cgroup/blkio', controllers: ['blkio'], writable: false },
      { version: 1, mount: '/sys/fs/cgroup/cpuset', controllers: ['cpuset'], writable: true },
    ]);
  });

  it('say whether there is swap', async () => {
    const host = makeHost();
    expect(await host.read()).toMatchObject({ hasSwap: false });
    addSwap(host.files);
    expect(await host.read()).toMatchObject({ hasSwap: true });
  });

  it.each([
    [
      'what busctl said',
      noBus,
      'Failed to set bus address: $DBUS_SESSION_BUS_ADDRESS and $XDG_RUNTIME_DIR not defined',
    ],
    ['that busctl said nothing', failure('', 7), 'busctl: exit code 7'],
    ['that there is no busctl', notFound('busctl'), "'busctl' was not found on the PATH"],
    [
      'that there was no answer',
      { end: { how: 'timed-out', limitMs: 10_000 } } as const,
      'no answer within 10 s',
    ],
    [
      'how busctl ended',
      { end: { how: 'killed-by-signal', signal: 'SIGSEGV' } } as const,
      'busctl: killed-by-signal',
    ],
    [
      'that the answer is strange',
      { stdout: 's "soon"\n' },
      "expected a version such as '252.4', got 'soon'",
    ],
  ])('say of a manager that does not answer %s', async (_, manager, problem) => {
    expect(await booted({ answers: { manager } }).read()).toMatchObject({
      systemManager: { answered: false, problem },
    });
  });

  it('are few where the kernel tells nothing', async () => {
    const host = makeHost();
    host.files.fail('read', /./, 'EACCES');
    expect(await host.read()).toMatchObject({ uid: 65_534, cgroups: [] });
  });
});
