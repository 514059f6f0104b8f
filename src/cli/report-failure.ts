import type { Failure } from '../model/failure.ts';
import { renderFailure } from '../model/render-failure.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { ownFolderHint } from './own-folder-hint.ts';

/** Says on standard error what went wrong and what to do next; returns the exit code. */
export const reportFailure = (io: Io, failure: Failure): number => {
  const { message, hint = ownFolderHint(failure) } = renderFailure(failure);
  io.err(`emulate: ${message}\n`);
  if (hint !== undefined) io.err(`  hint: ${hint}\n`);
  return exitCodeOf(failure);
};
