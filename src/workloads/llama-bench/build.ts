import type { Failure, Miss } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import {
  checkOutSource,
  compile,
  fetchPackage,
  placeLibraries,
  unpackPackage,
  verifyPackage,
  type Build,
} from './build-steps.ts';
import { findTools, insteadOfBuilding } from './build-tools.ts';
import type { LlamaBench, LlamaBenchPorts } from './llama-bench.ts';
import { probeLlamaBench } from './probe.ts';
import { builtPath, bytesToBuild, recipeFor, type PinnedPackage, type Recipe } from './recipe.ts';

/** Where to build, and for what. */
export interface BuildRequest {
  /** emulate's cache, absolute. */
  readonly cacheFolder: string;
  /** Of this machine, as Node calls it: `x64`, `arm64`. */
  readonly architecture: string;
  /** Aborting it ends the build and removes what it made. */
  readonly signal?: AbortSignal;
}

/** The steps that are counted as progress. */
const stepsInAll = 10;

/**
 * Builds llama-bench from pinned packages into the cache: llama.cpp's libraries come prebuilt, only
 * the program itself is compiled. Made aside and moved into place whole, so a build that is killed
 * leaves no half a program, and two at once do no harm.
 */
export const buildLlamaBench = async (
  request: BuildRequest,
  ports: LlamaBenchPorts,
): Promise<Result<LlamaBench, Failure>> => {
  const { cacheFolder, architecture, signal } = request;
  const { files } = ports;
  const recipe = recipeFor(architecture);
  const target = await builtPath(cacheFolder, architecture, files);
  if (!target.ok) return target;
  if (recipe === undefined || target.value === undefined)
    return failed({
      reason: 'provision-failed',
      step: 'choose the libraries',
      problem: `there are no prebuilt llama.cpp libraries for the processor '${architecture}', only for x64 and arm64`,
      hint: 'build llama.cpp yourself and pass --llama-bench PATH',
    });

  const parent = `${cacheFolder}/llama-bench`;
  const made = await files.makeFolder(parent);
  if (!made.ok) return made;
  const steps = countSteps(ports);
  const tools = await steps.take('look for the tools', async () => {
    const [found, space] = await Promise.all([
      findTools(ports.processes, signal),
      checkSpace(parent, ports),
    ]);
    if (!space.ok) return space;
    const misses = [...found.misses, ...space.value];
    return misses.length === 0
      ? success(found.tools)
      : failed<Failure>({ reason: 'missing-requirements', misses });
  });
  if (!tools.ok) return tools;

  const folder = await files.makeTemporaryFolder('building', parent);
  if (!folder.ok) return folder;
  try {
    const build = {
      ports,
      tools: tools.value,
      folder: folder.value,
      ...(signal === undefined ? {} : { signal }),
    };
    const installed = await makeInstallation(build, recipe, steps.take);
    if (!installed.ok) return installed;
    return await steps.take('try it and put it in its place', () =>
      install(installed.value, target.value ?? '', request, ports),
    );
  } finally {
    await files.remove(folder.value);
  }
};

const checkSpace = async (
  folder: string,
  { files }: LlamaBenchPorts,
): Promise<Result<readonly Miss[], Failure>> => {
  const free = await files.freeBytes(folder);
  if (!free.ok) return free;
  const megabytes = (bytes: number): string => `${Math.floor(bytes / 1e6)} MB`;
  return success(
    free.value >= bytesToBuild
      ? []
      : [
          {
            what: `${megabytes(bytesToBuild)} of free space in '${folder}' (${megabytes(free.value)} are free)`,
            remedy: `free some space, or set XDG_CACHE_HOME to a folder with more; or ${insteadOfBuilding}`,
          },
        ],
  );
};

type TakeStep = <Value>(
  step: string,
  action: () => Promise<Result<Value, Failure>>,
) => Promise<Result<Value, Failure>>;

const countSteps = ({ observe }: LlamaBenchPorts): { readonly take: TakeStep } => {
  let done = 0;
  return {
    take: async (step, action) => {
      observe({ kind: 'step-began', step });
      const result = await action();
      observe({ kind: 'step-ended', step, ...(result.ok ? {} : { detail: 'failed' }) });
      done += 1;
      observe({ kind: 'progress', step: 'build llama-bench', done, total: stepsInAll });
      return result;
    },
  };
};

/** Everything up to a folder that holds the program and its libraries. */
const makeInstallation = async (
  build: Build,
  recipe: Recipe,
  take: TakeStep,
): Promise<Result<string, Failure>> => {
  const unpacked = async (
    pinned: PinnedPackage,
    name: string,
  ): Promise<Result<string, Failure>> => {
    const folder = `${build.folder}/${name}`;
    const label = `${pinned.name}@${pinned.version}`;
    const tarball = await take(`fetch ${label}`, () => fetchPackage(build, pinned, folder));
    if (!tarball.ok) return tarball;
    const verified = await take(`verify ${label}`, () =>
      verifyPackage(build, pinned, tarball.value),
    );
    if (!verified.ok) return verified;
    const done = await take(`unpack ${label}`, () =>
      unpackPackage(build, pinned, tarball.value, folder),
    );
    return done.ok ? success(folder) : done;
  };
  const [source, libraries] = await Promise.all([
    unpacked(recipe.source, 'source-package'),
    unpacked(recipe.libraries, 'libraries-package'),
  ]);
  if (!source.ok) return source;
  if (!libraries.ok) return libraries;

  const sourceFolder = `${build.folder}/source`;
  const installFolder = `${build.folder}/install`;
  const checkedOut = await take('check out the source', () =>
    checkOutSource(build, source.value, sourceFolder),
  );
  if (!checkedOut.ok) return checkedOut;
  const compiled = await take('compile llama-bench', async () => {
    const linked = await placeLibraries(build, libraries.value, installFolder);
    return linked.ok ? compile(build, sourceFolder, installFolder, linked.value) : linked;
  });
  return compiled.ok ? success(installFolder) : compiled;
};

/** Tries the new program, then moves its folder into the cache. */
const install = async (
  installFolder: string,
  target: string,
  { architecture, cacheFolder }: BuildRequest,
  ports: LlamaBenchPorts,
): Promise<Result<LlamaBench, Failure>> => {
  const { files } = ports;
  const program = `${installFolder}/llama-bench`;
  const bench = await probeLlamaBench({ path: program, origin: 'built', architecture }, ports);
  if (!bench.ok)
    return bench.failure.reason === 'workload-unusable'
      ? failed({
          reason: 'provision-failed',
          step: 'try the built llama-bench',
          problem: bench.failure.problem,
          hint: `${bench.failure.hint}; or ${insteadOfBuilding}`,
        })
      : bench;
  const targetFolder = target.slice(0, target.lastIndexOf('/'));
  const built = success({ ...bench.value, path: target });
  const sealed = await files.seal(installFolder);
  if (!sealed.ok) return sealed;
  const moved = await files.move(installFolder, targetFolder);
  if (moved.ok) return built;
  // Another build was faster, or an older one was damaged since.
  const there = await files.checkSeal(targetFolder, cacheFolder);
  if (!there.ok || there.value.state === 'absent') return moved;
  if (there.value.state === 'whole')
    return probeLlamaBench({ path: target, origin: 'built', architecture }, ports);
  const removed = await files.remove(targetFolder);
  if (!removed.ok) return removed;
  const movedAgain = await files.move(installFolder, targetFolder);
  return movedAgain.ok ? built : movedAgain;
};
