import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { cacheFolder } from '../../../src/cli/paths.ts';
import { renderFailure } from '../../../src/model/render-failure.ts';
import { createFiles } from '../../../src/system/files.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';
import { buildLlamaBench } from '../../../src/workloads/llama-bench/build.ts';
import { findLlamaBench } from '../../../src/workloads/llama-bench/find.ts';
import { CannotRunHere, emulateRun } from '../workshop.ts';
import { settleFile, type KernelWorkshop } from './kernel-workshop.ts';

/** emulate's own llama-bench, which can keep weights in the mapped file, or the one that was named. */
export const findBench = async ({ llama, say }: KernelWorkshop): Promise<string> => {
  const named = llama['llama-bench'];
  if (named !== undefined) return resolve(named);
  const ports = {
    files: createFiles(),
    processes: createProcessRunner(),
    observe: () => undefined,
  };
  const places = { pathFolders: [], cacheFolder: cacheFolder(), architecture: process.arch };
  const found = await findLlamaBench(places, ports);
  if (found.ok && found.value !== undefined) return found.value.path;
  say('building llama-bench');
  await mkdir(cacheFolder(), { recursive: true });
  const built = await buildLlamaBench(places, ports);
  if (!built.ok) throw new CannotRunHere(renderFailure(built.failure).message);
  return built.value.path;
};

/** A model and its size: one of the benchmark's own, whose pages nobody else uses, or the one that was named. */
export const makeModel = async (
  shop: KernelWorkshop,
): Promise<{ readonly path: string; readonly bytes: number }> => {
  const { model } = shop.llama;
  const path = model === undefined ? join(shop.folder, 'model.gguf') : resolve(model);
  if (model === undefined) {
    await emulateRun(shop, ['model', 'make', '-q', '--shape', 'demo', '--out', path]);
    await settleFile(path);
  }
  return { path, bytes: (await stat(path)).size };
};
