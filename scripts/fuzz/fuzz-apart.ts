import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { chanceOf } from './chance.ts';
import type { FuzzReport, Inputs } from './fuzz.ts';
import { targets } from './targets.ts';

/** What the thread is started with. */
export interface WorkerData {
  readonly name: string;
  readonly folder: string;
  readonly inputs: Inputs;
  /** Shared memory that holds the number of the input that is being tried. */
  readonly begun: SharedArrayBuffer;
}

/** Far beyond what any input takes on the slowest machine: this is a hang, not a speed. */
const hangMs = 60_000;

/** A reader that needs more for one small input has no bound. */
const heapMegabytes = 1024;

const watch = async (worker: Worker, progress: Int32Array): Promise<string> => {
  for (let seen = -1; ;) {
    await new Promise((resolve) => setTimeout(resolve, hangMs).unref());
    const now = Atomics.load(progress, 0);
    if (now === seen) {
      await worker.terminate();
      return `no answer within ${hangMs / 1000} s`;
    }
    seen = now;
  }
};

/**
 * Tries inputs in a thread of its own, so that a reader that hangs or takes all memory is a finding
 * and not the end of this program.
 */
export const fuzzApart = async (name: string, inputs: Inputs): Promise<FuzzReport> => {
  const folder = await mkdtemp(join(tmpdir(), 'emulate-fuzz-'));
  const begun = new SharedArrayBuffer(4);
  const progress = new Int32Array(begun);
  const workerData: WorkerData = { name, folder, inputs, begun };
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  try {
    const ended = once(worker, 'message').then(
      ([report]) => report as FuzzReport,
      (error: unknown) => String(error),
    );
    const outcome = await Promise.race([ended, watch(worker, progress)]);
    if (typeof outcome !== 'string') return outcome;
    const index = Atomics.load(progress, 0);
    const target = await targets[name]?.(folder);
    const input = target?.make(chanceOf(inputs.seed, index)) ?? {};
    return {
      tried: index - inputs.first + 1,
      taken: 0,
      seconds: 0,
      slowest: { index, ms: hangMs, bytes: 0 },
      heap: { early: 0, late: 0 },
      findings: [{ index, problem: outcome, input }],
    };
  } finally {
    await worker.terminate();
    await rm(folder, { recursive: true, force: true });
  }
};
