/** How the launcher ends when it could not enter; a line on standard error begins with its name. */
export const launcherExitCode = 125;

/** The launcher's name in messages, its own and those of the shell. */
export const launcherName = 'emulate-enter';

/**
 * Builtins only, so that no other process ever runs with the program's environment, which may name a
 * library to preload. `exec` keeps the process: what it allocates later is charged to the group.
 */
const script = `while [ "$1" != -- ]; do
  echo $$ >"$1" || {
    echo "$0: cannot enter the control group by '$1'; the program was not started" >&2
    exit ${launcherExitCode}
  }
  shift
done
shift
exec "$@"`;

/**
 * Stands before an argument vector: enters every folder, then becomes the program. Paths and
 * arguments stay arguments; none becomes part of the script.
 */
export const launcher = (folders: readonly string[]): readonly string[] => [
  '/bin/sh',
  '-c',
  script,
  launcherName,
  ...folders.map((folder) => `${folder}/cgroup.procs`),
  '--',
];
