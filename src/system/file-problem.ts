import { failed, type Result } from '../model/result.ts';
import type { Failure } from '../model/failure.ts';

const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the file system; free some, or choose a folder on another one',
  EDQUOT: 'your disk quota is used up; free some space, or choose a folder elsewhere',
  EFBIG: 'the file system or a limit (ulimit -f) does not allow a file of this size',
  EROFS: 'the file system is mounted read-only; choose a folder elsewhere',
  EACCES: 'permission denied; check the owner and mode of the path and of its folders',
  EPERM: 'operation not permitted; check the owner, mode and attributes of the path',
  ENOENT: 'no such file or folder',
  EEXIST: 'something is there already; remove it, or choose another path',
  ENOTEMPTY: 'a folder with content is there already; remove it, or choose another path',
  EISDIR: 'it is a folder, a file was expected',
  ENOTDIR: 'a part of the path is a file, a folder was expected',
  EXDEV: 'the two paths lie on different file systems; choose paths on one',
  ENAMETOOLONG: 'the path is too long for the file system',
  ELOOP: 'too many symbolic links; the path leads in a circle',
  EMFILE: 'this process has too many open files; raise the limit (ulimit -n)',
  ENFILE: 'the machine has too many open files',
  EIO: 'the device reported an error; see the kernel log (dmesg)',
  ESTALE: 'the network file system lost the file; try again',
};

/** The `code` of an operating system's error; undefined for anything else. */
export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** What to do about an error; undefined for one that it does not know. */
export type FindRemedy = (code: string, path: string) => string | undefined;

/** Turns an operating system's error into a failure that says what to do; a bug stays an exception. */
const fileFailure = (
  path: string,
  operation: string,
  error: unknown,
  remedyOf: FindRemedy,
): Failure => {
  const code = errorCode(error);
  if (code === undefined) throw error;
  const remedy = remedyOf(code, path) ?? remedies[code];
  const text = error instanceof Error ? error.message : code;
  return {
    reason: 'file-failed',
    path,
    operation,
    problem: remedy === undefined ? text : `${remedy} (${code})`,
  };
};

/** Runs one file operation and returns its outcome as a value. `remedyOf` is asked before the common remedies. */
export const attempt = async <Value>(
  path: string,
  operation: string,
  action: () => Promise<Value>,
  remedyOf: FindRemedy = () => undefined,
): Promise<Result<Value, Failure>> => {
  try {
    return { ok: true, value: await action() };
  } catch (error) {
    return failed(fileFailure(path, operation, error, remedyOf));
  }
};
