import type { Observer } from '../../model/event.ts';
import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { Files } from '../../ports/files.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';

/** What compiling the tier library needs. */
export interface LibraryContext {
  readonly files: Files;
  readonly processes: ProcessRunner;
  readonly observe: Observer;
  /** Path of tier-pager.c. */
  readonly source: string;
  readonly cacheFolder: string;
  /** Machine architecture, part of the cache key. */
  readonly architecture: string;
}

const compilers = ['cc', 'gcc', 'clang'];

const compilerArguments = (source: string, output: string): readonly string[] => [
  '-std=c11',
  '-O2',
  '-fPIC',
  '-shared',
  '-fvisibility=hidden',
  '-Wall',
  '-Wextra',
  '-o',
  output,
  source,
  '-ldl',
];

const noCompiler: Failure = {
  reason: 'provision-failed',
  step: 'compile the tier library',
  problem: `no C compiler was found (looked for ${compilers.join(', ')})`,
  hint: "install one, e.g. 'apt-get install gcc libc6-dev' or 'dnf install gcc glibc-devel', and run again",
};

const compile = async (
  { processes, source }: LibraryContext,
  output: string,
): Promise<Result<void, Failure>> => {
  for (const compiler of compilers) {
    const outcome = await processes.run({
      command: compiler,
      args: compilerArguments(source, output),
      timeoutMs: 120_000,
      outputLimitBytes: 2 ** 20,
    });
    if (outcome.end.how === 'not-started') continue;
    if (outcome.end.how === 'exited' && outcome.end.code === 0) return success(undefined);
    return failed({
      reason: 'provision-failed',
      step: 'compile the tier library',
      problem: `${compiler} failed:\n${outcome.stderr.slice(0, 2000)}`,
      hint: 'the C library headers may be missing: install gcc and libc6-dev (Debian) or gcc and glibc-devel (Fedora)',
    });
  }
  return failed(noCompiler);
};

/** Path of the compiled library: from the cache, else compiled now. The key is the source's content. */
export const ensureLibrary = async (context: LibraryContext): Promise<Result<string, Failure>> => {
  const { files, observe } = context;
  const digest = await files.digest(context.source, 'sha256');
  if (!digest.ok) return digest;
  const parent = `${context.cacheFolder}/tier-pager`;
  const folder = `${parent}/${digest.value.slice(0, 16)}-${context.architecture}`;
  const library = `${folder}/tier-pager.so`;
  if ((await files.stat(library)) !== undefined) return success(library);

  observe({ kind: 'step-began', step: 'compile the tier library' });
  const made = await files.makeFolder(parent);
  if (!made.ok) return made;
  const temporary = await files.makeTemporaryFolder('build', parent);
  if (!temporary.ok) return temporary;
  try {
    const compiled = await compile(context, `${temporary.value}/tier-pager.so`);
    if (!compiled.ok) return compiled;
    const moved = await files.move(temporary.value, folder);
    // Two tools may compile at once: the first one's library is as good.
    if (!moved.ok && (await files.stat(library)) === undefined) return moved;
  } finally {
    await files.remove(temporary.value);
  }
  observe({ kind: 'step-ended', step: 'compile the tier library', detail: library });
  return success(library);
};
