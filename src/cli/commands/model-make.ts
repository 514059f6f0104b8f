import { resolve } from 'node:path';
import { describeQuantity, type Bytes } from '../../model/units.ts';
import { bytesPerStep } from '../../workloads/llama-bench/model/bytes-per-step.ts';
import { describeModel } from '../../workloads/llama-bench/model/describe.ts';
import { findShape } from '../../workloads/llama-bench/model/shape.ts';
import { createFiles } from '../../system/files.ts';
import { createClock } from '../../system/clock.ts';
import { caller } from '../caller.ts';
import { noteTemporaries } from '../host-changes.ts';
import { createHostPorts } from '../host-ports.ts';
import type { Io } from '../io.ts';
import { createNarrator } from '../observer.ts';
import { checkOptions, ModelMakeOptions, type RawOptions } from '../options.ts';
import { reportFailure } from '../report-failure.ts';
import { writeModel } from '../stage.ts';

const roughly = (bytes: Bytes): string => describeQuantity('bytes', Number(bytes.toPrecision(3)));

/** Writes a synthetic GGUF file of a named shape. */
export const modelMakeCommand = async (raw: RawOptions, io: Io): Promise<number> => {
  const options = checkOptions(ModelMakeOptions, raw);
  if (!options.ok) return reportFailure(io, options.failure);
  const { shape: name, out, seed, verbose, quiet } = options.value;
  const shape = findShape(name);
  if (!shape.ok) return reportFailure(io, shape.failure);
  using narrator = createNarrator(io, { verbose, quiet, progress: true });
  const path = resolve(io.cwd, out);
  const files = createFiles({ owner: caller() });
  await using _temporaries = noteTemporaries(createHostPorts(createClock()).journal);
  const written = await writeModel(shape.value, seed, path, narrator.observe, files);
  if (!written.ok) return reportFailure(io, written.failure);
  const description = describeModel(shape.value);
  narrator.observe({
    kind: 'step-began',
    step: 'a generated token reads',
    detail: `${roughly(bytesPerStep(description))} of ${roughly(description.bytes)}`,
  });
  io.out(`${path}\n`);
  return 0;
};
