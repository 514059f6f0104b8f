import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { processesWith } from './end-to-end.ts';

/** What a snapshot looks for besides what is the same on every host. */
export interface SnapshotSpec {
  /** Every process with this in its command line or its environment is seen. */
  readonly mark: string;
  /** Every file below is seen, by its name. */
  readonly folders: readonly string[];
}

/**
 * What is on a host that the program can change, one line each:
 *
 * - control groups with a name of ours, in every hierarchy, and caps on reads outside them;
 * - units of systemd with a name of ours;
 * - mounts, loop devices with what is behind them, zram devices with their sizes;
 * - the read-ahead of every block device;
 * - processes with the mark, be they the program, its workload, fio or a helper;
 * - files below the folders: journal, cache, temporary files, what lies beside a model;
 * - files with a name of ours where temporary files usually are.
 *
 * What belongs to another emulate that runs at this moment is that one's own business.
 */
export type HostSnapshot = ReadonlySet<string>;

const listOf = (path: string): Promise<readonly string[]> => readdir(path).catch(() => []);

const textOf = async (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );

const cgroupRoot = '/sys/fs/cgroup';

const controlGroups = async (): Promise<readonly string[]> => {
  const folders = await readdir(cgroupRoot, { recursive: true }).catch(() => []);
  return folders
    .filter((name) => /(^|\/)emulate-\d[^/]*$/.test(name))
    .map((name) => `control group ${cgroupRoot}/${name}`);
};

/** Of the groups that this process is in and of those above them: nobody may leave a cap there. */
const readCaps = async (): Promise<readonly string[]> => {
  const lines = ((await textOf('/proc/self/cgroup')) ?? '').split('\n');
  const own = lines.map((line) => line.split(':')[2] ?? '/');
  const paths = new Set(
    ['/', ...own].flatMap((path) => [
      `${cgroupRoot}/blkio${path}/blkio.throttle.read_bps_device`,
      `${cgroupRoot}${path}/io.max`,
    ]),
  );
  const caps = await Promise.all(
    [...paths].map(async (path) => ({ path, text: (await textOf(path)) ?? '' })),
  );
  return caps.filter(({ text }) => text !== '').map(({ path, text }) => `cap ${path}: ${text}`);
};

const units = async (): Promise<readonly string[]> => {
  if (!existsSync('/run/systemd/system')) return [];
  const args = ['list-units', '--all', '--plain', '--no-legend', 'emulate-*'];
  const { stdout } = await execa('systemctl', args, { reject: false });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [`unit ${line}`]));
};

const mounts = async (): Promise<readonly string[]> =>
  ((await textOf('/proc/self/mountinfo')) ?? '').split('\n').map((line) => {
    const [, , , , point = ''] = line.split(' ');
    return `mount ${point} of ${line.split(' - ')[1]?.split(' ').slice(0, 2).join(' ') ?? ''}`;
  });

const blockDevices = async (): Promise<readonly string[]> => {
  const folder = '/sys/block';
  const lines = await Promise.all(
    (await listOf(folder)).map(async (name) => {
      const at = (file: string): Promise<string | undefined> => textOf(join(folder, name, file));
      const [behind, size, readAhead] = [
        await at('loop/backing_file'),
        name.startsWith('zram') ? await at('disksize') : undefined,
        await at('queue/read_ahead_kb'),
      ];
      const over = behind === undefined ? '' : ` over ${behind}`;
      return [
        // A loop device that was used once stays there, free.
        ...(name.startsWith('loop') ? [] : [`block device ${name}`]),
        ...(behind === undefined ? [] : [`loop device ${name}${over}`]),
        ...(size === undefined || size === '0' ? [] : [`zram device ${name} of ${size} bytes`]),
        // What a free loop device had last is nobody's.
        ...(readAhead === undefined || (name.startsWith('loop') && behind === undefined)
          ? []
          : [`read-ahead of ${name}${over}: ${readAhead} KiB`]),
      ];
    }),
  );
  return lines.flat();
};

const processes = async (mark: string): Promise<readonly string[]> => {
  const ids = (await listOf('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const line = (await textOf(`/proc/${id}/cmdline`)) ?? '';
      const known = `${line}\0${(await textOf(`/proc/${id}/environ`)) ?? ''}`;
      return Number(id) !== process.pid && known.includes(mark)
        ? [`process ${id} ${line.replaceAll('\0', ' ').slice(0, 200)}`]
        : [];
    }),
  );
  return found.flat();
};

const filesBelow = async (folders: readonly string[]): Promise<readonly string[]> => {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder, { recursive: true }).catch(() => []);
      return names.map((name) => `file ${join(folder, name)}`);
    }),
  );
  return found.flat();
};

const temporary = 'temporary file';

/** Folders of tests are theirs. */
const usualTemporary = async (): Promise<readonly string[]> => {
  const found = await Promise.all(
    ['/tmp', '/var/tmp', '/dev/shm', '/run'].map(async (folder) =>
      (await listOf(folder))
        .filter((name) => name.startsWith('emulate-') && !name.startsWith('emulate-test-'))
        .map((name) => `${temporary} ${join(folder, name)}`),
    ),
  );
  return found.flat();
};

const livingPrograms = async (): Promise<ReadonlySet<string>> =>
  new Set(await processesWith('cli/main.'));

/** Looks at the host. */
export const takeSnapshot = async ({ mark, folders }: SnapshotSpec): Promise<HostSnapshot> => {
  const lines = await Promise.all([
    controlGroups(),
    readCaps(),
    units(),
    mounts(),
    blockDevices(),
    processes(mark),
    filesBelow(folders),
    usualTemporary(),
  ]);
  const living = await livingPrograms();
  const isOfAnother = (line: string): boolean => {
    const pid = /emulate-(?:background-)?(\d+)-/.exec(line)?.[1];
    return pid !== undefined && living.has(pid);
  };
  return new Set(lines.flat().filter((line) => !isOfAnother(line)));
};

/** What the second has that the first has not, and what the first has that is gone, each line sorted. */
export const differenceOf = (before: HostSnapshot, after: HostSnapshot): readonly string[] =>
  [
    ...[...after].filter((line) => !before.has(line)).map((line) => `new: ${line}`),
    // Other programs remove their temporary files at any time.
    ...[...before]
      .filter((line) => !after.has(line) && !line.startsWith(temporary))
      .map((line) => `gone: ${line}`),
  ].toSorted();
