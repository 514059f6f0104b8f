import type { Io } from './io.ts';
import type { RawOptions } from './options.ts';

/** Checks a command's options, does its work, returns the exit code. */
type Command = (options: RawOptions, io: Io) => Promise<number>;

/** What each command of the table does: loaded when it is called, so that nothing else waits for it. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./commands/run.ts')).runCommand,
  plan: async () => (await import('./commands/plan.ts')).planCommand,
  profiles: async () => (await import('./commands/profiles.ts')).profilesCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  solve: async () => (await import('./commands/solve.ts')).solveCommand,
  merge: async () => (await import('./commands/merge.ts')).mergeCommand,
  slurm: async () => (await import('./commands/slurm.ts')).slurmCommand,
  compare: async () => (await import('./commands/compare.ts')).compareCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  calibrate: async () => (await import('./commands/calibrate.ts')).calibrateCommand,
  exec: async () => (await import('./commands/exec.ts')).execCommand,
  model: async () => (await import('./commands/model-make.ts')).modelMakeCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  cleanup: async () => (await import('./commands/cleanup.ts')).cleanupCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
};

/** Loads the command of a name. */
export const loadCommand = (name: string): Promise<Command> => {
  const load = loaders[name];
  if (load === undefined) throw new Error(`Internal error: nothing does '${name}'`);
  return load();
};
