import process from 'node:process';
import type { BenchFacts, Looked } from '../../model/doctor/inspection.ts';
import { failed, success } from '../../model/result.ts';
import { findTools, insteadOfBuilding } from '../../workloads/llama-bench/build-tools.ts';
import type { LlamaBenchPorts } from '../../workloads/llama-bench/llama-bench.ts';
import { recipeFor } from '../../workloads/llama-bench/recipe.ts';
import type { Io } from '../io.ts';
import { lookForLlamaBench } from '../stage.ts';
import { missesOfFailure } from './look.ts';

/** Finds the llama-bench that a run would find; where there is none, what building one would lack. */
export const lookAtBench = async (
  flag: string | undefined,
  io: Io,
  ports: LlamaBenchPorts,
): Promise<Looked<BenchFacts>> => {
  const found = await lookForLlamaBench(flag, io, ports);
  if (!found.ok) return failed(missesOfFailure(found.failure));
  if (found.value !== undefined) {
    const { origin, path, version } = found.value;
    return success({ kind: 'found', origin, path, version });
  }
  const { misses } = await findTools(ports.processes, undefined);
  if (recipeFor(process.arch) === undefined)
    return failed([
      {
        what: `none was found, and there are no prebuilt libraries of llama.cpp for '${process.arch}'`,
        remedy: insteadOfBuilding,
      },
    ]);
  return misses.length === 0 ? success({ kind: 'buildable' }) : failed(misses);
};
