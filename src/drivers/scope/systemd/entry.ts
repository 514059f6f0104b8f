import { launcherExitCode, launcherName } from '../cgroup/launcher.ts';
import { attachCall } from './bus.ts';
import type { ManagerFlag } from './run.ts';

/**
 * `busctl` is the one program that runs with the workload's environment, but without its preloaded
 * library. What the manager did is read in `/proc/self/cgroup`, which must have a given line for each
 * hierarchy. Arguments stay arguments; none becomes part of the script.
 */
const script = `LD_PRELOAD= busctl "$1" ${attachCall.join(' ')} "$2" '' 1 $$ >/dev/null || {
  echo "$0: systemd did not move this process into '$2'; the program was not started" >&2
  exit ${launcherExitCode}
}
shift 2
while [ "$1" != -- ]; do
  emulate_entered=
  while IFS= read -r emulate_line; do
    if [ "$emulate_line" = "$1" ]; then emulate_entered=yes; fi
  done </proc/self/cgroup
  if [ -z "$emulate_entered" ]; then
    echo "$0: expected to be in '$1' by now; the program was not started" >&2
    exit ${launcherExitCode}
  fi
  shift
done
shift
exec "$@"`;

/** The command line by which a manager moves a process into a unit, for people. */
export const attachArgs = (
  manager: ManagerFlag,
  unit: string,
  process: string,
): readonly string[] => ['busctl', manager, ...attachCall, unit, '', '1', process];

/**
 * Stands before an argument vector: has the manager move this process into the unit, then becomes
 * the program. `places` are the lines of `/proc/PID/cgroup` that a process in the unit has.
 */
export const systemdEntry = (
  manager: ManagerFlag,
  unit: string,
  places: readonly string[],
): readonly string[] => ['/bin/sh', '-c', script, launcherName, manager, unit, ...places, '--'];
