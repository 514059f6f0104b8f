import { resolve } from 'node:path';
import { findShape } from '../../workloads/llama-bench/model/shape.ts';
import type { Io } from '../io.ts';
import { createNarrator } from '../observer.ts';
import { checkOptions, ModelMakeOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';
import { writeModel } from '../stage.ts';

/** Writes a synthetic GGUF file of a named shape. */
export const modelMakeCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(ModelMakeOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const { shape: name, out, seed, verbose, quiet } = options.value;
  const shape = findShape(name);
  if (!shape.ok) return reportFailure(io, shape.failure);
  using narrator = createNarrator(io, { verbose, quiet, progress: true });
  const path = resolve(io.cwd, out);
  const written = await writeModel(shape.value, seed, path, narrator.observe);
  if (!written.ok) return reportFailure(io, written.failure);
  io.out(`${path}\n`);
  return 0;
};
