import { failed, success } from '../../../src/model/result.ts';
import type { ScopeHost, SystemdManager } from '../../../src/model/scope-host.ts';
import type { HeldProcess, HeldSpec, ProcessHolder } from '../../../src/ports/held-process.ts';
import type { ProcessRunner } from '../../../src/ports/process-runner.ts';
import type { FakeControlFiles } from './control-files.ts';
import { createFakeProcessRunner, outcome, type FakeProcessRunner } from './process-runner.ts';

/** How a fake systemd is told to behave. */
export interface FakeSystemdOptions {
  readonly version?: 1 | 2;
  /** Properties that it takes without acting on them, as the real one does with some. */
  readonly ignores?: readonly string[];
  /** Devices that it finds, by path; it says nothing about others. */
  readonly devices?: Readonly<Record<string, string>>;
  /** Said by systemd-run in place of making a scope. */
  readonly refusal?: string;
  /** Said by systemctl in place of stopping one. */
  readonly stopProblem?: string;
}

/** A manager of systemd over fake control files: what it makes is there, its keeper inside. */
export interface FakeSystemd {
  readonly holder: ProcessHolder;
  readonly processes: ProcessRunner & FakeProcessRunner;
  readonly held: readonly HeldSpec[];
  /** Ends the keeper of the scope that was made last. */
  endKeeper(how: string): void;
  /** Folders of a unit. */
  foldersOf(unit: string): readonly string[];
}

export const keeperPid = 500;

const root = '/sys/fs/cgroup';

const propertiesOf = (args: readonly string[]): readonly (readonly [string, string])[] =>
  args.flatMap((arg) => {
    const [, name, value] = /^--property=(\w+)=(.*)$/.exec(arg) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });

const unitIn = (args: readonly string[]): string =>
  args.find((arg) => arg.startsWith('--unit='))?.slice('--unit='.length) ?? '';

/** systemd with the group `system.slice`, which the fake control files must have. */
export const createFakeSystemd = (
  files: FakeControlFiles,
  options: FakeSystemdOptions = {},
): FakeSystemd => {
  const { version = 2, ignores = [], devices = { '/dev/vda': '254:0' } } = options;
  const held: HeldSpec[] = [];
  let end: string | undefined;

  const places = version === 2 ? [root] : ['memory', 'blkio', 'unified'].map((n) => `${root}/${n}`);
  const foldersOf = (unit: string): readonly string[] =>
    places.map((place) => `${place}/system.slice/${unit}`);

  const setting = (name: string, value: string): readonly (readonly [string, string])[] => {
    const [path = '', limit = ''] = value.split(' ');
    const device = devices[path];
    const v2 = version === 2;
    switch (name) {
      case 'MemoryMax':
        return [[v2 ? 'memory.max' : 'memory.limit_in_bytes', value]];
      case 'MemorySwapMax':
        return v2 ? [['memory.swap.max', value]] : [];
      case 'AllowedCPUs':
        return v2 ? [['cpuset.cpus', value]] : [];
      case 'IOReadBandwidthMax':
        if (device === undefined) return [];
        return v2
          ? [['io.max', `${device} rbps=${limit}`]]
          : [['blkio.throttle.read_bps_device', `${device} ${limit}`]];
      case 'IOReadIOPSMax':
        return v2 && device !== undefined ? [['io.max', `${device} riops=${limit}`]] : [];
      default:
        return [];
    }
  };

  const make = async (args: readonly string[]): Promise<void> => {
    const unit = unitIn(args);
    const folders = foldersOf(unit);
    for (const folder of folders) {
      await files.makeFolder(folder);
      files.setProcesses(folder, [keeperPid]);
    }
    for (const [name, value] of propertiesOf(args).filter(([each]) => !ignores.includes(each)))
      for (const [file, text] of setting(name, value))
        for (const folder of folders) {
          const there = await files.list(folder);
          if (there?.includes(file) === true) await files.write(`${folder}/${file}`, text);
        }
    const path = `/system.slice/${unit}`;
    files.put(
      `/proc/${keeperPid}/cgroup`,
      version === 2
        ? `0::${path}`
        : `9:name=systemd:${path}\n5:memory:${path}\n4:blkio:${path}\n3:cpuset:/\n0::${path}`,
    );
  };

  const stop = async (unit: string): Promise<number> => {
    let found = false;
    for (const folder of foldersOf(unit)) {
      if ((await files.list(folder)) === undefined) continue;
      found = true;
      files.setProcesses(folder, []);
      await files.removeFolder(folder);
    }
    return found ? 0 : 5;
  };

  return {
    held,
    foldersOf,
    endKeeper: (how) => {
      end = how;
    },
    holder: {
      hold: async (spec) => {
        held.push(spec);
        if (options.refusal !== undefined)
          return failed({
            reason: 'process-failed',
            command: 'systemd-run',
            problem: 'exit code 1',
            stderr: options.refusal,
          });
        end = undefined;
        await make(spec.args);
        const keeper: HeldProcess = {
          pid: keeperPid,
          ended: () => end,
          [Symbol.asyncDispose]: () => Promise.resolve(),
        };
        return success(keeper);
      },
    },
    processes: createFakeProcessRunner(async ({ command, args }) => {
      if (command !== 'systemctl') return {};
      if (options.stopProblem !== undefined)
        return outcome({ end: { how: 'exited', code: 1 }, stderr: options.stopProblem });
      return { end: { how: 'exited', code: await stop(args.at(-1) ?? '') } };
    }),
  };
};

/** A manager of systemd 252 with everything. */
export const manager = (parts: Partial<SystemdManager> = {}): SystemdManager => ({
  version: 252,
  oomPolicy: true,
  cgroups: 2,
  controllers: ['memory', 'io', 'cpu'],
  ...parts,
});

/** A host with systemd and cgroup v2, seen by root. */
export const scopeHost = (parts: Partial<ScopeHost> = {}): ScopeHost => ({
  uid: 0,
  systemdRuns: true,
  systemManager: { answered: true, manager: manager() },
  userManager: { answered: false, problem: 'no bus' },
  cgroups: [
    {
      version: 2,
      mount: root,
      controllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'],
      writable: true,
    },
  ],
  hasSwap: false,
  ...parts,
});
