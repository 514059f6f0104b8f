import { parentPort, workerData } from 'node:worker_threads';
import { fuzz } from './fuzz.ts';
import type { WorkerData } from './fuzz-apart.ts';
import { targets } from './targets.ts';

const { name, folder, inputs, begun } = workerData as WorkerData;
const load = targets[name];
if (load === undefined || parentPort === null)
  throw new Error(`Internal error: no target '${name}', or no thread of its own`);
const progress = new Int32Array(begun);
const report = await fuzz(await load(folder), inputs, (index) => {
  Atomics.store(progress, 0, index);
});
parentPort.postMessage(report);
