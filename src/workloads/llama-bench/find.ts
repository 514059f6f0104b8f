import type { Failure } from '../../model/failure.ts';
import { success, type Result } from '../../model/result.ts';
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

  const around = [
    { origin: 'path', path: await onPath('llama-bench') },
    { origin: 'cache', path: await cachedPath(places, ports) },
  ] as const;
  for (const { origin, path } of around) {
    if (path === undefined) continue;
    const bench = await probeLlamaBench({ path, origin, architecture }, ports);
    if (bench.ok) return bench;
    ports.observe({
      kind: 'warning',
      message: 'a llama-bench that cannot be used is passed over',
      detail: `${path}: ${'problem' in bench.failure ? bench.failure.problem : bench.failure.reason}`,
    });
  }
  return success(undefined);
};

const cachedPath = async (
  { cacheFolder, architecture }: LlamaBenchPlaces,
  { files }: LlamaBenchPorts,
): Promise<string | undefined> => {
  const path = await builtPath(cacheFolder, architecture, files);
  return path.ok && path.value !== undefined && (await files.stat(path.value)) !== undefined
    ? path.value
    : undefined;
};
