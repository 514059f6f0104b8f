import { resolve } from 'node:path';
import { readElf } from '../model/elf.ts';
import type { Failure } from '../model/failure.ts';
import { readProgramHead, setIdProblem, whyNotPreloaded } from '../model/preload.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Files } from '../ports/files.ts';

/** Where a command is looked for. */
export interface ProgramPlaces {
  /** Absolute. */
  readonly cwd: string;
  /** The value of PATH; undefined when it is not set. */
  readonly path: string | undefined;
}

/** What execvp(3) searches when there is no PATH. */
const defaultPath = '/bin:/usr/bin';

const candidatesOf = (command: string, { cwd, path }: ProgramPlaces): readonly string[] =>
  command.includes('/')
    ? [resolve(cwd, command)]
    : (path ?? defaultPath).split(':').map((folder) => resolve(cwd, folder, command));

/**
 * The file that a command stands for, found as execvp(3) finds it: a command with a slash is a path,
 * any other is looked for in the folders of PATH, an empty one of which is the current folder.
 * Files that cannot be run are passed over, and told of only when nothing else is there.
 */
export const findProgram = async (
  command: string,
  places: ProgramPlaces,
  files: Pick<Files, 'stat'>,
): Promise<Result<string, Failure>> => {
  let problem: string | undefined;
  for (const path of candidatesOf(command, places)) {
    const stat = await files.stat(path);
    if (stat === undefined) continue;
    if (stat.kind === 'file' && stat.executable) return success(path);
    problem ??= stat.kind === 'file' ? `'${path}' is not executable` : `'${path}' is not a file`;
  }
  const missing = command.includes('/')
    ? `'${command}' does not exist`
    : `'${command}' was not found on the PATH`;
  return failed({
    reason: 'program-not-started',
    problem: problem ?? missing,
    found: problem !== undefined,
  });
};

/** Enough for the table of segments of any program, and for the first line of a script. */
const headBytes = 2 ** 20;

/** A script's interpreter may be a script, and so on; the kernel gives up after five (`fs/exec.c`). */
const mostInterpreters = 5;

const startsAsElf = (head: Uint8Array): boolean =>
  head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;

/** What starts a file: itself, a script's interpreter, or the shell that execvp(3) gives other texts to. */
const starterOf = (path: string, head: Uint8Array): string => {
  if (startsAsElf(head)) return path;
  const first = readProgramHead(head);
  return first.kind === 'script' && first.interpreter !== '' ? first.interpreter : '/bin/sh';
};

/**
 * Fails for a program that no library can be loaded into, so that no limit can act in it. Of a
 * script the interpreter counts. A program that cannot be read is given the benefit of the
 * doubt: the evidence will tell.
 */
export const checkConstrainable = async (
  program: string,
  architecture: string,
  { stat, readBytes }: Pick<Files, 'stat' | 'readBytes'>,
): Promise<Result<void, Failure>> => {
  let path = program;
  for (let depth = 0; depth <= mostInterpreters; depth += 1) {
    const unusable = (problem: string, hint: string): Result<never, Failure> => {
      const via = path === program ? '' : `its interpreter '${path}' is the reason: `;
      return failed({
        reason: 'program-unusable',
        path: program,
        problem: `${via}${problem}`,
        hint: `${hint}, or run it without limits with --case baseline`,
      });
    };
    const found = await stat(path);
    if (found === undefined)
      return failed({
        reason: 'program-not-started',
        problem: `'${program}' names the interpreter '${path}', which does not exist`,
        found: false,
      });
    if (found.setId) return unusable(setIdProblem, `run a copy without the bit: cp '${path}' DIR`);
    const head = await readBytes(path, 0, headBytes);
    if (!head.ok) return success(undefined);
    const starter = starterOf(path, head.value);
    if (starter === path) {
      const problem = whyNotPreloaded(readElf(head.value), architecture);
      return problem === undefined
        ? success(undefined)
        : unusable(problem, 'take one that is dynamically linked and built for this machine');
    }
    path = starter;
  }
  return success(undefined);
};
