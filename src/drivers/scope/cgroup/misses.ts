import type { Failure, Miss } from '../../../model/failure.ts';
import { renderFailure } from '../../../model/render-failure.ts';
import { parseCpuList } from '../../../model/cpu-list.ts';
import type { CgroupTree } from './own-cgroup.ts';

/** What to do about a failure that came before anything could be checked. */
export const missOfFailure = (failure: Failure): Miss => {
  const { message, hint } = renderFailure(failure);
  return { what: message, remedy: hint ?? "mount '/proc' and '/sys/fs/cgroup', and try again" };
};

/** The two ways to a control group that systemd gives away. */
export const delegation =
  "start it in a control group of its own: 'systemd-run --scope -p Delegate=yes emulate ...' as root, " +
  "or 'systemd-run --user --scope -p Delegate=yes emulate ...'";

/** What keeps every group from being made in a tree; undefined when nothing does. */
export const missOfTree = (tree: CgroupTree): Miss | undefined => {
  if (tree.own === undefined)
    return {
      what: `the control group of this process cannot be seen at '${tree.mountPoint}'`,
      remedy:
        'start the container with a cgroup namespace of its own (docker run --cgroupns=private), or run on the host itself',
    };
  if (tree.readOnly)
    return {
      what: `the control groups at '${tree.mountPoint}' are mounted read-only`,
      remedy:
        'start the container so that it may write them (docker run --privileged), or run on the host itself',
    };
  return undefined;
};

/** Processors that are asked for and not there; `allowed` is what the group above may use. */
export const missesOfCpus = (
  asked: string | undefined,
  allowed: string | undefined,
  place: string,
): readonly Miss[] => {
  if (asked === undefined || allowed === undefined) return [];
  const there = new Set(parseCpuList(allowed));
  if (parseCpuList(asked).every((cpu) => there.has(cpu))) return [];
  return [
    {
      what: `processors '${asked}' were asked for, '${place}' allows '${allowed.trim()}'`,
      remedy: `choose cpu.affinity from '${allowed.trim()}'`,
    },
  ];
};
