import { expect, onTestFinished } from 'vitest';
import type { Failure } from '../../../../src/model/failure.ts';
import { failed, success, type Result } from '../../../../src/model/result.ts';
import type { VolumePorts, VolumeRequest } from '../../../../src/drivers/volume/volume.ts';
import type { Clock } from '../../../../src/ports/clock.ts';
import type { ControlFiles } from '../../../../src/ports/control-files.ts';
import type { Files } from '../../../../src/ports/files.ts';
import type { ProcessOutcome, ProcessSpec } from '../../../../src/ports/process-runner.ts';
import { createFakeClock } from '../../../support/fakes/clock.ts';
import { createFakeFiles, type FakeFiles } from '../../../support/fakes/files.ts';
import { createFakeHostProbe } from '../../../support/fakes/host-probe.ts';
import { createFakeJournal, type FakeJournal } from '../../../support/fakes/journal.ts';
import { createFakeProcessRunner, notFound } from '../../../support/fakes/process-runner.ts';

export const modelPath = '/models/m.gguf';
const content = new TextEncoder().encode('weights of a very small model');
/** Of a volume named `emulate-t`. */
export const ownFolder = '/cache/emulate-t/private-1';

export interface SimulatedHostOptions {
  /** Programs that are not installed. */
  readonly missing?: readonly string[];
  /** How an operation fails, by its line in the ledger; it goes well when undefined. */
  readonly fail?: (line: string) => string | undefined;
  /** How often `umount` and `hot_remove` find somebody using what they are to remove. */
  readonly busy?: number;
  /** Called after each operation. */
  readonly after?: (line: string) => void;
  readonly directIo?: boolean;
  /** What a device gives back of what was written to it. */
  readonly corrupt?: (bytes: Uint8Array) => Uint8Array;
  readonly effectiveCapabilities?: string;
  readonly availableBytes?: number;
  readonly zram?: 'absent' | 'read-only';
}

/** A machine with loop devices, zram and mounts, all in memory. */
export interface SimulatedHost {
  readonly ports: VolumePorts;
  readonly files: FakeFiles;
  readonly journal: FakeJournal;
  /** Every change and what was noted of it, in order. */
  readonly ledger: readonly string[];
  readonly warnings: readonly string[];
  /** Everything that is there and was not in the beginning. */
  held(): readonly string[];
  request(rest?: Partial<VolumeRequest>): VolumeRequest;
}

const ioError = (problem: string): Partial<ProcessOutcome> => ({
  end: { how: 'exited', code: 32 },
  stderr: `${problem}\n`,
});

/** The test fails when anything is left on the host, unless it looks for that itself. */
export const simulateHost = (
  options: SimulatedHostOptions = {},
  { mayLeave = false }: { readonly mayLeave?: boolean } = {},
): SimulatedHost => {
  const files = createFakeFiles();
  files.put(modelPath, content);
  const journal = createFakeJournal();
  const ledger: string[] = [];
  const warnings: string[] = [];
  const loops = new Map<string, { readonly file: string; readonly directIo: boolean }>();
  /** Their sizes; the first is somebody else's. */
  const zrams = new Map([['zram0', 2 ** 30]]);
  const mounts: { readonly folder: string; readonly source: string; readonly type: string }[] = [];
  const devices = new Map<string, Map<string, Uint8Array>>();
  let busy = options.busy ?? 0;

  /** Writes the line down; what it says of itself is why the operation must fail. */
  const enter = (line: string): string | undefined => {
    ledger.push(line);
    return options.fail?.(line);
  };

  const below = (folder: string) => (path: string) => path.startsWith(`${folder}/`);

  const mount = (folder: string, source: string, type: string): void => {
    mounts.push({ folder, source, type });
    for (const [name, bytes] of devices.get(source) ?? [])
      files.put(`${folder}/${name}`, options.corrupt?.(bytes) ?? bytes);
  };
  const unmount = async (folder: string): Promise<void> => {
    const at = mounts.findIndex((each) => each.folder === folder);
    const source = mounts[at]?.source ?? '';
    mounts.splice(at, 1);
    const kept = new Map<string, Uint8Array>();
    for (const path of files.paths().filter(below(folder))) {
      const bytes = await files.readBytes(path, 0, 2 ** 20);
      if (bytes.ok) kept.set(path.slice(folder.length + 1), bytes.value);
      await files.remove(path);
    }
    devices.set(source, kept);
  };

  const perform = async (
    command: string,
    args: readonly string[],
  ): Promise<Partial<ProcessOutcome>> => {
    const last = args.at(-1) ?? '';
    switch (command) {
      case 'mount':
        mount(last, args.at(-2) ?? '', args[1] ?? '');
        return {};
      case 'umount':
        if (!mounts.some(({ folder }) => folder === last))
          return ioError(`umount: ${last}: not mounted.`);
        if (!args.includes('--lazy') && busy > 0) {
          busy -= 1;
          return ioError(`umount: ${last}: target is busy.`);
        }
        await unmount(last);
        return {};
      case 'truncate':
      case 'fallocate':
        files.put(last, '');
        return {};
      case 'losetup': {
        if (args[0] === '--detach') {
          loops.delete(last.replace('/dev/', ''));
          return {};
        }
        const name = `loop${loops.size + 3}`;
        if (args.includes('--show'))
          loops.set(name, {
            file: last,
            directIo: args.includes('--direct-io=on') && (options.directIo ?? true),
          });
        return { stdout: `/dev/${name}\n` };
      }
      default:
        return {};
    }
  };

  const processes = createFakeProcessRunner(async ({ command, args }: ProcessSpec) => {
    if (options.missing?.includes(command) === true) return notFound(command);
    if (args[0] === '--version' || args[0] === '-V') return {};
    const line = [command, ...args].join(' ');
    const problem = enter(line);
    if (problem !== undefined) return ioError(problem);
    const outcome = await perform(command, args);
    options.after?.(line);
    return outcome;
  });

  const fileFailure = (path: string, operation: string, problem: string): Failure => ({
    reason: 'file-failed',
    path,
    operation,
    problem,
  });
  const act = async <Value>(
    line: string,
    path: string,
    operation: string,
    action: () => Promise<Result<Value, Failure>>,
  ): Promise<Result<Value, Failure>> => {
    const problem = enter(line);
    if (problem !== undefined) return failed(fileFailure(path, operation, problem));
    const result = await action();
    options.after?.(line);
    return result;
  };

  const watchedFiles: Files = {
    ...files,
    makeFolder: (path) =>
      act(`mkdir ${path}`, path, 'create the folder', () => files.makeFolder(path)),
    makeTemporaryFolder: (prefix, parent = '/tmp') =>
      act(`mkdtemp ${parent}/${prefix}`, parent, 'create a temporary folder in', () =>
        files.makeTemporaryFolder(prefix, parent),
      ),
    copy: (from, to) =>
      act(`copy ${from} ${to}`, to, `copy '${from}' to`, () => files.copy(from, to)),
    digest: (path, algorithm) =>
      act(`digest ${path}`, path, 'read', () => files.digest(path, algorithm)),
    remove: (path) => act(`remove ${path}`, path, 'remove', () => files.remove(path)),
  };

  const mountinfo = (): string =>
    mounts
      .map(({ folder, source, type }) => `36 35 7:0 / ${folder} rw,noatime - ${type} ${source} rw`)
      .join('\n');

  const readControl = (path: string): string | undefined => {
    if (path === '/proc/self/status')
      return `Name:\tnode\nCapEff:\t${options.effectiveCapabilities ?? '000001ffffffffff'}`;
    if (path === '/proc/self/mountinfo') return mountinfo();
    const [, , , name = '', ...rest] = path.split('/');
    const loop = loops.get(name);
    switch (rest.join('/')) {
      case 'loop/backing_file':
        return loop?.file;
      case 'loop/dio':
        return loop === undefined ? undefined : loop.directIo ? '1' : '0';
      case 'disksize':
        return zrams.has(name) ? String(zrams.get(name)) : undefined;
      case 'dev':
        return `${name.startsWith('zram') ? 253 : 7}:${/\d+$/.exec(name)?.[0] ?? ''}`;
      default:
        return undefined;
    }
  };
  const controlFiles: ControlFiles = {
    read: (path) => {
      if (path !== '/sys/class/zram-control/hot_add')
        return Promise.resolve(success(readControl(path)));
      return act('read hot_add', path, 'read', () => {
        zrams.set('zram1', 0);
        return Promise.resolve(success('1'));
      });
    },
    write: (path, text) =>
      act(`write ${text} into ${path}`, path, `write '${text}' into`, () => {
        if (path.endsWith('hot_remove')) {
          busy -= 1;
          if (busy >= 0) return Promise.resolve(failed(fileFailure(path, 'write', 'in use')));
          zrams.delete(`zram${text}`);
        } else if (path.endsWith('disksize')) zrams.set(path.split('/').at(-2) ?? '', Number(text));
        return Promise.resolve(success(undefined));
      }),
    isWritable: () => Promise.resolve(options.zram !== 'read-only'),
    list: (path) => {
      if (path === '/sys/block')
        return Promise.resolve(['loop0', ...loops.keys(), ...zrams.keys()]);
      if (path === '/sys/class/zram-control')
        return Promise.resolve(options.zram === 'absent' ? undefined : ['hot_add', 'hot_remove']);
      if (zrams.has(path.replace('/sys/block/', ''))) return Promise.resolve(['dev']);
      return files.list(path).then((listed) => (listed.ok ? listed.value : undefined));
    },
    makeFolder: () => Promise.resolve(success(undefined)),
    removeFolder: () => Promise.resolve(success(undefined)),
    resolve: async (path) => ((await files.stat(path)) === undefined ? undefined : path),
  };

  const clock: Clock = {
    ...createFakeClock(),
    every: (_, action) => {
      queueMicrotask(action);
      return { [Symbol.dispose]: () => undefined };
    },
  };

  const held = (): readonly string[] => [
    ...mounts.map(({ folder }) => `mount ${folder}`),
    ...[...loops.keys(), ...zrams.keys()]
      .filter((name) => name !== 'zram0')
      .map((name) => `/dev/${name}`),
    ...files.paths().filter((path) => path !== modelPath),
    ...files.folders().filter(below('/cache')),
    ...journal.open().map(({ kind }) => `noted ${kind}`),
  ];
  if (!mayLeave)
    onTestFinished(() => {
      expect(held()).toEqual([]);
    });

  return {
    ports: {
      processes,
      files: watchedFiles,
      controlFiles,
      journal: {
        note: async (change) => {
          const line = `note ${Object.values(change).join(' ')}`;
          const problem = enter(line);
          if (problem !== undefined) return failed(fileFailure('/journal', 'write', problem));
          const entry = await journal.note(change);
          return entry.ok
            ? success({
                undone: async () => {
                  ledger.push(`undone ${Object.values(change).join(' ')}`);
                  await entry.value.undone();
                },
              })
            : entry;
        },
      },
      probe: createFakeHostProbe({}, {}, { availableBytes: options.availableBytes ?? 2 ** 33 }),
      clock,
      warn: (message) => {
        warnings.push(message);
      },
    },
    files,
    journal,
    ledger,
    warnings,
    held,
    request: (rest = {}) => ({
      constraint: {},
      model: { path: modelPath, bytes: content.length },
      name: 'emulate-t',
      parent: '/cache',
      ...rest,
    }),
  };
};
