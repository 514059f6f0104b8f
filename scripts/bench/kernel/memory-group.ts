import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Files of the control group that counts a process's memory. */
export interface MemoryGroup {
  readonly usage: string;
  readonly peak: string;
}

/** A line of /proc/self/mountinfo, see proc_pid_mountinfo(5). */
interface Mount {
  /** The part of its tree that it shows. */
  readonly root: string;
  readonly point: string;
  readonly type: string;
  readonly options: readonly string[];
}

const readMounts = (): readonly Mount[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [, , , root = '', point = ''] = before.split(' ');
      const [type = '', , options = ''] = after.split(' ');
      return { root, point, type, options: options.split(',') };
    });

const within = ({ root, point }: Mount, path: string): string => join(point, relative(root, path));

/**
 * Finds the group from what a process reads in its /proc/self/cgroup, `number:controllers:path` on each
 * line: the hierarchy with the controller `memory`, or else the one of version 2, which has no name.
 */
export const memoryGroupOf = (text: string): MemoryGroup | undefined => {
  const mounts = readMounts();
  const lines = text
    .trim()
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line) ?? []);
  const pathOf = (isMeant: (controllers: string) => boolean): string | undefined =>
    lines.find(([, controllers]) => controllers !== undefined && isMeant(controllers))?.[2];
  const first = pathOf((controllers) => controllers.split(',').includes('memory'));
  const second = pathOf((controllers) => controllers === '');
  const tree = mounts.find(({ type, options }) => type === 'cgroup' && options.includes('memory'));
  if (first !== undefined && tree !== undefined) {
    const folder = within(tree, first);
    return {
      usage: join(folder, 'memory.usage_in_bytes'),
      peak: join(folder, 'memory.max_usage_in_bytes'),
    };
  }
  const unified = mounts.find(({ type }) => type === 'cgroup2');
  if (second === undefined || unified === undefined) return undefined;
  const folder = within(unified, second);
  return { usage: join(folder, 'memory.current'), peak: join(folder, 'memory.peak') };
};
