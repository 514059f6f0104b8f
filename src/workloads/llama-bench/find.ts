import { posix } from 'node:path';
import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { foreignHint } from '../../model/seal.ts';
import { builtPath } from './recipe.ts';
import type { LlamaBench, LlamaBenchPorts } from './llama-bench.ts';
import { probeLlamaBench } from './probe.ts';

/** Where a llama-bench may be; all paths absolute. */
export interface LlamaBenchPlaces {
  /** `--llama-bench`: a path, or a name on the PATH. */
  readonly flag?: string;
  /** The value of EMULATE_LLAMA_BENCH: the same. */
  readonly environment?: string;
  /** The folders of PATH, in order. */
  readonly pathFolders: readonly string[];
  /** emulate's cache. */
  readonly cacheFolder: string;
  /** Of this machine, as Node calls it: `x64`, `arm64`. */
  readonly architecture: string;
}

/**
 * The llama-bench to measure with, in the order: flag, EMULATE_LLAMA_BENCH, PATH, cache; undefined
 * when one has to be built. One that was named must work; one that only lies around is passed
 * over with a warning when it does not.
 */
export const findLlamaBench = async (
  places: LlamaBenchPlaces,
  ports: LlamaBenchPorts,
): Promise<Result<LlamaBench | undefined, Failure>> => {
  const { architecture, pathFolders } = places;
  const onPath = async (name: string): Promise<string | undefined> => {
    for (const folder of pathFolders) {
      const path = `${folder.replace(/\/+$/, '')}/${name}`;
      const stat = await ports.files.stat(path);
      if (stat?.kind === 'file' && stat.executable) return path;
    }
    return undefined;
  };

  const named = [
    { origin: 'flag', text: places.flag },
    { origin: 'environment', text: places.environment },
  ] as const;
  for (const { origin, text } of named) {
    if (text === undefined || text === '') continue;
    const path = text.includes('/') ? text : ((await onPath(text)) ?? text);
    return probeLlamaBench({ path, origin, architecture }, ports);
  }

  const usable = async (
    origin: 'path' | 'cache',
    path: string | undefined,
  ): Promise<LlamaBench | undefined> => {
    if (path === undefined) return undefined;
    const bench = await probeLlamaBench({ path, origin, architecture }, ports);
    if (bench.ok) return bench.value;
    ports.observe({
      kind: 'warning',
      message: passedOver,
      detail: `${path}: ${'problem' in bench.failure ? bench.failure.problem : bench.failure.reason}`,
    });
    return undefined;
  };
  const lyingAround = await usable('path', await onPath('llama-bench'));
  if (lyingAround !== undefined) return success(lyingAround);
  const cached = await cachedPath(places, ports);
  return cached.ok ? success(await usable('cache', cached.value)) : cached;
};

const passedOver = 'a llama-bench that cannot be used is passed over';

/** The one that was built before; undefined where there is none, or another content than was built. */
const cachedPath = async (
  { cacheFolder, architecture }: LlamaBenchPlaces,
  { files, observe }: LlamaBenchPorts,
): Promise<Result<string | undefined, Failure>> => {
  const path = await builtPath(cacheFolder, architecture, files);
  if (!path.ok || path.value === undefined) return path;
  const seal = await files.checkSeal(posix.dirname(path.value), cacheFolder);
  if (!seal.ok) return seal;
  switch (seal.value.state) {
    case 'whole':
      return path;
    case 'absent':
      return success(undefined);
    case 'damaged':
      observe({ kind: 'warning', message: passedOver, detail: seal.value.problem });
      return success(undefined);
    case 'foreign':
      return failed({
        reason: 'workload-unusable',
        path: path.value,
        problem: seal.value.problem,
        hint: foreignHint,
      });
  }
};
