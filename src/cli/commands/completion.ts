import { z } from 'zod';
import { commands } from '../command-table.ts';
import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import type { Io } from '../io.ts';
import { checkOptions, type RawOptions } from '../options.ts';
import { packagePaths } from '../paths.ts';
import { reportFailure } from '../report-failure.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

const CompletionOptions = z.object({ shell: z.enum(['bash', 'zsh', 'fish']) });

/** Prints a shell's completion of this program. Profiles and results are looked up by the shell itself. */
export const completionCommand = (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(CompletionOptions, raw);
  if (!options.ok) return Promise.resolve(reportFailure(io, options.failure));
  io.out(scripts[options.value.shell](commands, packagePaths.profiles));
  return Promise.resolve(0);
};
