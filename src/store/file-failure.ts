import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';

const remedies: Readonly<Record<string, string>> = {
  EACCES: 'Check the owner and the mode of the folder, or choose another one.',
  EPERM: 'Check the owner and the mode of the folder, or choose another one.',
  EROFS: 'Choose a folder on a file system that can be written.',
  ENOSPC: 'Free space on its file system, or choose another one.',
  EDQUOT: 'Free space within your quota, or choose another file system.',
  EFBIG:
    'The file system or a limit (ulimit -f) does not allow a file of this size; raise it, or choose another file system.',
  ENOENT: 'Check the path: a folder of results holds manifest.json and runs.jsonl.',
  ELOOP: 'A symbolic link is where a file or folder of its own was expected; remove it.',
  EMLINK: 'A file of its own was expected; remove it.',
  ENOTDIR: 'A part of the path is a file where a folder was expected; choose another path.',
};

/** The operating system's code of an error, e.g. `ENOSPC`; undefined for anything else. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** Node.js adds the call and its path: often of a temporary file, where the failure names the file that was meant. */
const withoutPath = (message: string): string => message.replace(/, \w+(?: '.*')?$/s, '');

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
    const what = withoutPath(error.message);
    const problem = remedy === undefined ? `${what}.` : `${what}. ${remedy}`;
    return failed({ reason: 'file-failed', path, operation, problem });
  }
};
