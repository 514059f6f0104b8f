import type { Failure } from '../model/failure.ts';
import { describeFileChange, isSameFile, type FileIdentity } from '../model/file-identity.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Files } from '../ports/files.ts';

/** A file that every run of a sweep uses, and what it was before the first one. */
export interface SweepInput {
  /** What it is to the sweep, such as `the model`. */
  readonly what: string;
  readonly path: string;
  readonly identity: FileIdentity;
  /** Hex digest of its content. */
  readonly sha256: string;
}

/** A file as it is now, or was before its content was read; fails when nothing is there. */
export const sweepInput = async (
  files: Pick<Files, 'identity'>,
  file: Omit<SweepInput, 'identity'>,
  before?: FileIdentity,
): Promise<Result<SweepInput, Failure>> => {
  const identity = before ?? (await files.identity(file.path));
  return identity === undefined
    ? failed({
        reason: 'file-failed',
        path: file.path,
        operation: 'look at',
        problem: 'no such file',
      })
    : success({ ...file, identity });
};

/** Looks after the files that every run of a sweep uses. */
export interface SweepInputs {
  /** Fails when one has other content than before the sweep. Gives warnings of those that only look changed. */
  check(): Promise<Result<readonly string[], Failure>>;
}

/**
 * Watches files by their identities, which costs nothing. A file that was touched, linked or copied
 * back has another identity and may yet have its content: it is then read as a whole, once.
 */
export const watchInputs = (
  files: Pick<Files, 'identity' | 'digest'>,
  inputs: readonly SweepInput[],
): SweepInputs => {
  const accepted = new Map(inputs.map((input) => [input, input.identity]));

  const checkOne = async (
    input: SweepInput,
    known: FileIdentity,
  ): Promise<Result<string | undefined, Failure>> => {
    const { what, path, sha256 } = input;
    const got = await files.identity(path);
    if (got !== undefined && isSameFile(known, got)) return success(undefined);
    const change = describeFileChange(known, got);
    const changed = failed<Failure>({ reason: 'input-changed', what, path, change, sha256 });
    if (got?.bytes !== known.bytes) return changed;
    const digest = await files.digest(path, 'sha256');
    if (!digest.ok) return digest;
    if (digest.value !== sha256) return changed;
    accepted.set(input, got);
    return success(`${what} '${path}' was touched during the sweep; its content is the same`);
  };

  return {
    check: async () => {
      const warnings: string[] = [];
      for (const [input, known] of accepted) {
        const checked = await checkOne(input, known);
        if (!checked.ok) return checked;
        if (checked.value !== undefined) warnings.push(checked.value);
      }
      return success(warnings);
    },
  };
};
