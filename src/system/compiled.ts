import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Observer } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { failed, success, type Result } from '../model/result.ts';
import { foreignHint } from '../model/seal.ts';
import type { Files } from '../ports/files.ts';
import type { ProcessRunner } from '../ports/process-runner.ts';

/** A library or program that is compiled from C on first use. */
export interface Compiled {
  /** What messages call it, e.g. `tier library`. */
  readonly noun: string;
  /** Its folder in the cache. */
  readonly name: string;
  /** Name of the file that comes out. */
  readonly file: string;
  /** The one file that is given to the compiler. What it includes lies in the same folder. */
  readonly source: string;
  /** Arguments before the source. */
  readonly flags: readonly string[];
  /** Arguments after the source: what is linked. */
  readonly libraries: readonly string[];
}

/** What compiling acts through. */
export interface CompileContext {
  readonly files: Files;
  readonly processes: ProcessRunner;
  readonly observe: Observer;
  readonly cacheFolder: string;
  /** Machine architecture, part of the cache key. */
  readonly architecture: string;
}

const compilers = ['cc', 'gcc', 'clang'];

const noCompiler = (step: string): Failure => ({
  reason: 'provision-failed',
  step,
  problem: `no C compiler was found (looked for ${compilers.join(', ')})`,
  hint: "install one, e.g. 'apt-get install gcc libc6-dev' or 'dnf install gcc glibc-devel', and run again",
});

/** Everything after the program's name that the compiler is called with. */
const compilerArguments = (
  { source, flags, libraries }: Compiled,
  output: string,
): readonly string[] => [...flags, '-o', output, source, ...libraries];

const compile = async (
  compiled: Compiled,
  { processes }: CompileContext,
  output: string,
): Promise<Result<void, Failure>> => {
  const step = `compile the ${compiled.noun}`;
  for (const compiler of compilers) {
    const outcome = await processes.run({
      command: compiler,
      args: compilerArguments(compiled, output),
      timeoutMs: 120_000,
      outputLimitBytes: 2 ** 20,
    });
    if (outcome.end.how === 'not-started') continue;
    if (outcome.end.how === 'exited' && outcome.end.code === 0) return success(undefined);
    return failed({
      reason: 'provision-failed',
      step,
      problem: `${compiler} failed:\n${outcome.stderr.slice(0, 2000)}`,
      hint: 'the C library headers may be missing: install gcc and libc6-dev (Debian) or gcc and glibc-devel (Fedora)',
    });
  }
  return failed(noCompiler(step));
};

/**
 * What a compiled file is known by: 16 hex digits from the content of all C files in the source's
 * folder and from the arguments of the compiler. The same sources elsewhere have the same key.
 */
export const compiledKey = async (
  { source, flags, libraries }: Compiled,
  files: Pick<Files, 'digest' | 'list'>,
): Promise<Result<string, Failure>> => {
  const folder = dirname(source);
  const names = await files.list(folder);
  if (!names.ok) return names;
  const hash = createHash('sha256').update(JSON.stringify([flags, libraries]));
  for (const name of names.value.filter((each) => /\.[ch]$/.test(each))) {
    const digest = await files.digest(join(folder, name), 'sha256');
    if (!digest.ok) return digest;
    hash.update(`${name} ${digest.value}\n`);
  }
  return success(hash.digest('hex').slice(0, 16));
};

const notOwn = (step: string, problem: string): Failure => ({
  reason: 'provision-failed',
  step,
  problem: `what lies in the cache is not used: ${problem}`,
  hint: foreignHint,
});

const isWhole = async (
  folder: string,
  { files, cacheFolder }: CompileContext,
): Promise<boolean> => {
  const seal = await files.checkSeal(folder, cacheFolder);
  return seal.ok && seal.value.state === 'whole';
};

/**
 * Path of the compiled file: from the cache, where it is what was compiled there and nobody else can have had
 * a hand in it; else compiled now.
 */
export const ensureCompiled = async (
  compiled: Compiled,
  context: CompileContext,
): Promise<Result<string, Failure>> => {
  const { files, observe } = context;
  const key = await compiledKey(compiled, files);
  if (!key.ok) return key;
  const parent = `${context.cacheFolder}/${compiled.name}`;
  const folder = `${parent}/${key.value}-${context.architecture}`;
  const output = `${folder}/${compiled.file}`;
  const step = `compile the ${compiled.noun}`;
  const seal = await files.checkSeal(folder, context.cacheFolder);
  if (!seal.ok) return seal;
  switch (seal.value.state) {
    case 'whole':
      return success(output);
    case 'foreign':
      return failed(notOwn(step, seal.value.problem));
    case 'damaged':
      observe({
        kind: 'warning',
        message: `the ${compiled.noun} is compiled anew`,
        detail: seal.value.problem,
      });
      break;
    case 'absent':
  }
  observe({ kind: 'step-began', step });
  const made = await files.makeFolder(parent);
  if (!made.ok) return made;
  const temporary = await files.makeTemporaryFolder('build', parent);
  if (!temporary.ok) return temporary;
  try {
    const built = await compile(compiled, context, `${temporary.value}/${compiled.file}`);
    if (!built.ok) return built;
    const sealed = await files.seal(temporary.value);
    if (!sealed.ok) return sealed;
    if (seal.value.state === 'damaged') await files.remove(folder);
    const moved = await files.move(temporary.value, folder);
    // Two tools may compile at once: the first one's file is as good.
    if (!moved.ok && !(await isWhole(folder, context))) return moved;
  } finally {
    await files.remove(temporary.value);
  }
  observe({ kind: 'step-ended', step, detail: output });
  return success(output);
};
