import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';

const remedies: Readonly<Record<string, string>> = {
  EACCES: 'Check the owner and the mode of the folder, or choose another one with --out.',
  EPERM: 'Check the owner and the mode of the folder, or choose another one with --out.',
  EROFS: 'Choose a folder on a file system that can be written with --out.',
  ENOSPC: 'Free space on its file system, or choose another one with --out.',
  EDQUOT: 'Free space within your quota, or choose another file system with --out.',
  ENOENT: 'Check the path: a folder of results holds manifest.json and runs.jsonl.',
  ENOTDIR: 'A part of the path is a file where a folder was expected; choose another path.',
};

/** The operating system's code of an error, e.g. `ENOSPC`; undefined for anything else. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** Runs a file operation; an error of the operating system becomes a failure, a bug stays one. */
export const tryFile = async <Value>(
  path: string,
  operation: string,
  action: () => Value | Promise<Value>,
): Promise<Result<Value, Failure>> => {
  try {
    return success(await action());
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    const remedy = remedies[code];
    const problem = remedy === undefined ? `${error.message}.` : `${error.message}. ${remedy}`;
    return failed({ reason: 'file-failed', path, operation, problem });
  }
};
