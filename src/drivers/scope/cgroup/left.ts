import { parseMountInfo } from '../../../model/mount-info.ts';
import { isOwnName, isPlainPath, lastPart, withoutLastPart } from '../../../model/own-names.ts';
import { renderFailure } from '../../../model/render-failure.ts';
import type { Look, Remains } from '../../../ports/left-changes.ts';
import type { CgroupContext } from './context.ts';
import type { CgroupFolders } from './folders.ts';
import { killProcesses, processesIn } from './kill.ts';
import { liftReadCaps } from './lift-caps.ts';
import { removeFolder } from './remove-folder.ts';

/** What is left of control groups is looked for, and undone, through these. */
export interface LeftGroupsContext extends Omit<CgroupContext, 'journal' | 'pid'> {
  /** Processes that are never killed: the one that cleans up, and those that it was started by. */
  readonly spared: readonly number[];
}

/** Looks for what is left of control groups, kind by kind. */
export interface LeftGroups {
  readonly cgroup: Look<'cgroup'>;
  readonly controllers: Look<'controllers'>;
}

/**
 * Shorter than for a scope that is in use. With version 1 the caps that keep a process from ending may
 * be in the group of another hierarchy, whose turn comes; then it is tried once more.
 */
const killLimitMs = 5000;

const gone: Remains = { state: 'gone' };
const untouched = (problem: string): Remains => ({ state: 'untouched', problem });

/** The device is the first word of each line of `io.max` and of `blkio.throttle.read_*_device`. */
const devicesIn = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => /^\d+:\d+(?= )/.exec(line) ?? []);

/** Looks through the ports of this machine. */
export const lookForGroups = (context: LeftGroupsContext): LeftGroups => {
  const { files, spared } = context;

  /** The version of the tree in which a group is or would be; undefined for what is in none. */
  const versionAt = async (path: string): Promise<1 | 2 | undefined> => {
    const table = await files.read('/proc/self/mountinfo');
    const mounts = parseMountInfo((table.ok ? table.value : undefined) ?? '');
    const filesystem = mounts
      .filter((mount) => path === mount.path || path.startsWith(`${mount.path}/`))
      .sort((one, other) => one.path.length - other.path.length)
      .at(-1)?.filesystem;
    return filesystem === 'cgroup2' ? 2 : filesystem === 'cgroup' ? 1 : undefined;
  };

  /** Names of the groups in a group. */
  const groupsIn = async (path: string): Promise<readonly string[]> => {
    const names = (await files.list(path)) ?? [];
    const listed = await Promise.all(names.map((name) => files.list(`${path}/${name}`)));
    return names.filter((_, at) => listed[at] !== undefined);
  };

  /** Also removes the groups that processes in it have made. */
  const removeGroup = async (path: string, version: 1 | 2): Promise<string | undefined> => {
    for (const name of await groupsIn(path)) {
      const problem = await removeGroup(`${path}/${name}`, version);
      if (problem !== undefined) return problem;
    }
    const folders: CgroupFolders = { version, memory: path, io: path };
    const own = (await processesIn(files, folders)).find((pid) => spared.includes(pid));
    if (own !== undefined)
      return `process ${own} lives in '${path}', and this cleanup was started by it; clean up from elsewhere`;
    for (const file of version === 2
      ? ['io.max']
      : ['blkio.throttle.read_bps_device', 'blkio.throttle.read_iops_device']) {
      const caps = await files.read(`${path}/${file}`);
      for (const device of devicesIn((caps.ok ? caps.value : undefined) ?? ''))
        await liftReadCaps(files, folders, device);
    }
    const killed = await killProcesses(context, folders, undefined, killLimitMs);
    const removed = killed.ok ? await removeFolder(context, path) : killed;
    return removed.ok ? undefined : renderFailure(removed.failure).message;
  };

  return {
    cgroup: async ({ path }) => {
      if (!isPlainPath(path) || !isOwnName(lastPart(path)))
        return untouched(`'${path}' is no control group of this program`);
      const version = await versionAt(withoutLastPart(path));
      if (version === undefined)
        return (await files.list(path)) === undefined
          ? gone
          : untouched(`'${path}' is in no tree of control groups`);
      const place = await files.resolve(path);
      if (place === undefined) return gone;
      return place === path
        ? { state: 'there', undo: () => removeGroup(path, version) }
        : untouched(`'${path}' leads by a link to '${place}'`);
    },

    controllers: async ({ path, takeBack }) => {
      const folder = withoutLastPart(path);
      const isOwnKind =
        isPlainPath(path) &&
        lastPart(path) === 'cgroup.subtree_control' &&
        /^-[a-z0-9_]+( -[a-z0-9_]+)*$/.test(takeBack);
      if (!isOwnKind) return untouched(`'${takeBack}' in '${path}' takes no controllers back`);
      if ((await versionAt(folder)) !== 2 || (await files.resolve(path)) !== path) return gone;
      const read = await files.read(path);
      if (!read.ok) return untouched(renderFailure(read.failure).message);
      const handedDown = (read.value ?? '').split(' ');
      if (!takeBack.split(' ').some((each) => handedDown.includes(each.slice(1)))) return gone;
      const other = (await groupsIn(folder)).find((name) => !isOwnName(name));
      // Others may have come to rely on it since.
      if (other !== undefined)
        return untouched(
          `the group '${folder}/${other}' is there, which this program did not make`,
        );
      return {
        state: 'there',
        undo: async () => {
          const written = await files.write(path, takeBack);
          return written.ok ? undefined : renderFailure(written.failure).message;
        },
      };
    },
  };
};
