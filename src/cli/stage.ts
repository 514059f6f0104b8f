import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import PQueue from 'p-queue';
import { sweepInput, type SweepInput } from '../engine/sweep-inputs.ts';
import type { Observer } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { HeldFile } from '../ports/constraint.ts';
import type { Files } from '../ports/files.ts';
import type { ProcessRunner } from '../ports/process-runner.ts';
import { ensureCompiled } from '../system/compiled.ts';
import { createFiles } from '../system/files.ts';
import { createGgufReader } from '../system/gguf-reader.ts';
import { createProcessRunner } from '../system/processes.ts';
import { buildLlamaBench } from '../workloads/llama-bench/build.ts';
import { findLlamaBench } from '../workloads/llama-bench/find.ts';
import type { LlamaBench, LlamaBenchPorts } from '../workloads/llama-bench/llama-bench.ts';
import { modelChunks } from '../workloads/llama-bench/model/chunks.ts';
import { describeModel } from '../workloads/llama-bench/model/describe.ts';
import { findShape, type ModelShape } from '../workloads/llama-bench/model/shape.ts';
import { compileContext, tierLibrary } from './compiled-files.ts';
import type { Io } from './io.ts';
import type { MeasureOptions } from './options.ts';
import { cacheFolder } from './paths.ts';
import { isReplaceable } from './root-path.ts';

/** Files that a sweep needs and that exist before it begins. */
export interface Staged {
  readonly bench: LlamaBench;
  readonly model: ModelFacts;
  /** Both, as they were when they were looked at. */
  readonly inputs: readonly SweepInput[];
  /** Path of the compiled tier library. */
  readonly library: string;
}

/** What staging acts through. */
export interface StageContext {
  readonly io: Io;
  readonly observe: Observer;
  readonly signal: AbortSignal;
}

/** Steps that may go on at once: they compile, download or hash, and nothing is measured yet. */
const stagingConcurrency = 2;

const demoSeed = 1;

/** Programs that end when the user wants the whole to end. */
export const cancellable = (processes: ProcessRunner, signal: AbortSignal): ProcessRunner => ({
  run: (spec) => processes.run({ signal, ...spec }),
});

/** The llama-bench that is measured with where none has to be built; `flag` is the value of --llama-bench. */
export const lookForLlamaBench = (
  flag: string | undefined,
  io: Pick<Io, 'env' | 'cwd'>,
  ports: LlamaBenchPorts,
): Promise<Result<LlamaBench | undefined, Failure>> => {
  const environment = io.env['EMULATE_LLAMA_BENCH'];
  const absolute = (path: string): string => (path.includes('/') ? resolve(io.cwd, path) : path);
  return findLlamaBench(
    {
      ...(flag === undefined ? {} : { flag: absolute(flag) }),
      ...(environment === undefined ? {} : { environment: absolute(environment) }),
      pathFolders: (io.env['PATH'] ?? '').split(':').filter((folder) => folder !== ''),
      cacheFolder: cacheFolder(),
      architecture: process.arch,
    },
    ports,
  );
};

const stageBench = async (
  options: MeasureOptions,
  { io, observe, signal }: StageContext,
): Promise<Result<LlamaBench, Failure>> => {
  const processes = cancellable(createProcessRunner(), signal);
  const ports = { files: createFiles(), processes, observe };
  const found = await lookForLlamaBench(options['llama-bench'], io, ports);
  if (!found.ok) return found;
  if (found.value !== undefined) {
    const { path } = found.value;
    if (isReplaceable(path))
      observe({
        kind: 'warning',
        message: 'root is about to run a llama-bench that other users can replace',
        detail: path,
      });
    return success(found.value);
  }
  const request = { cacheFolder: cacheFolder(), architecture: process.arch, signal };
  return buildLlamaBench(request, ports);
};

/** Writes a synthetic model, whole or not at all. */
export const writeModel = async (
  shape: ModelShape,
  seed: number,
  path: string,
  observe: Observer,
  files: Pick<Files, 'writeStream'>,
): Promise<Result<void, Failure>> => {
  const step = `write the synthetic model '${shape.name}'`;
  const total = describeModel(shape).bytes;
  observe({ kind: 'step-began', step, detail: path });
  let done = 0;
  const counted = function* (): Generator<Uint8Array> {
    for (const chunk of modelChunks(shape, seed)) {
      yield chunk;
      done += chunk.length;
      observe({ kind: 'progress', step, done, total });
    }
  };
  const written = await files.writeStream(path, counted());
  if (written.ok) observe({ kind: 'step-ended', step, detail: path });
  return written;
};

const demoPath = (shape: ModelShape): string =>
  join(cacheFolder(), 'models', `${shape.name}-seed${demoSeed}.gguf`);

/** The model that a run would use, and its size, whether it is there already or not. */
export const plannedModel = async (
  { model }: Pick<MeasureOptions, 'model'>,
  cwd: string,
): Promise<Result<HeldFile, Failure>> => {
  if (model === undefined) {
    const shape = findShape('demo');
    return shape.ok
      ? success({ path: demoPath(shape.value), bytes: describeModel(shape.value).bytes })
      : shape;
  }
  const path = resolve(cwd, model);
  const stat = await createFiles().stat(path);
  return stat?.kind === 'file'
    ? success({ path, bytes: stat.bytes })
    : failed({
        reason: 'model-unusable',
        path,
        problem: 'there is no such file',
        hint: 'pass the path of a GGUF file with --model',
      });
};

/** The built-in model, made on first use. Its size is checked, so an older or torn one is made anew. */
const demoModel = async (observe: Observer): Promise<Result<string, Failure>> => {
  const shape = findShape('demo');
  if (!shape.ok) return shape;
  const files = createFiles();
  const path = demoPath(shape.value);
  const present = await files.stat(path);
  if (present?.bytes === describeModel(shape.value).bytes) return success(path);
  const made = await files.makeFolder(dirname(path));
  if (!made.ok) return made;
  const written = await writeModel(shape.value, demoSeed, path, observe, files);
  return written.ok ? success(path) : written;
};

interface StagedModel {
  readonly facts: ModelFacts;
  readonly input: SweepInput;
}

const stageModel = async (
  options: MeasureOptions,
  { io, observe }: StageContext,
): Promise<Result<StagedModel, Failure>> => {
  const path: Result<string, Failure> =
    options.model === undefined
      ? await demoModel(observe)
      : success(resolve(io.cwd, options.model));
  if (!path.ok) return path;
  const files = createFiles();
  // Before its content is read: a change from here on is noticed.
  const identity = await files.identity(path.value);
  const facts = await createGgufReader().read(path.value);
  if (!facts.ok) return facts;
  observe({ kind: 'step-began', step: 'hash the model' });
  const digest = await files.digest(path.value, 'sha256');
  observe({ kind: 'step-ended', step: 'hash the model' });
  if (!digest.ok) return digest;
  const sha256 = digest.value;
  const input = await sweepInput(files, { what: 'the model', path: path.value, sha256 }, identity);
  return input.ok ? success({ facts: { ...facts.value, sha256 }, input: input.value }) : input;
};

/** Finds, builds or makes everything that a sweep needs, before anything is measured. */
export const stage = async (
  options: MeasureOptions,
  context: StageContext,
): Promise<Result<Staged, Failure>> => {
  const queue = new PQueue({ concurrency: stagingConcurrency });
  const [bench, model, library] = await Promise.all([
    queue.add(() => stageBench(options, context)),
    queue.add(() => stageModel(options, context)),
    queue.add(() =>
      ensureCompiled(
        tierLibrary,
        compileContext(cancellable(createProcessRunner(), context.signal), context.observe),
      ),
    ),
  ]);
  if (context.signal.aborted) return failed({ reason: 'interrupted', signal: 'SIGINT' });
  if (!model.ok) return model;
  if (!bench.ok) return bench;
  if (!library.ok) return library;
  const { path, sha256 } = bench.value;
  const program = await sweepInput(createFiles(), { what: 'llama-bench', path, sha256 });
  if (!program.ok) return program;
  return success({
    bench: bench.value,
    model: model.value.facts,
    inputs: [model.value.input, program.value],
    library: library.value,
  });
};
