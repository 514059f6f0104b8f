/**
 * Times the writing of a synthetic model and the reading of its header.
 *   npm run build && node scripts/bench-model-make.mjs [SHAPE] [FOLDER]
 * SHAPE is `qwen2.5-3b` unless given; the file goes to FOLDER (the folder for temporary files unless given) and is
 * removed afterwards. To reach for 2 GB: at most 15 s, at most 200 MiB of memory, on a disk that takes 200 MB/s.
 */
import { join } from 'node:path';
import process from 'node:process';

const load = async (path) => {
  try {
    return await import(new URL(`../dist/${path}`, import.meta.url).href);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error(`dist/${path} is missing: run 'npm run build' first.`);
    process.exit(2);
  }
};

const { createFiles } = await load('system/files.js');
const { createGgufReader } = await load('system/gguf-reader.js');
const { describeModel } = await load('workloads/llama-bench/model/describe.js');
const { findShape } = await load('workloads/llama-bench/model/shape.js');
const { modelChunks } = await load('workloads/llama-bench/model/chunks.js');

const orExit = (result) => {
  if (result.ok) return result.value;
  console.error(JSON.stringify(result.failure, undefined, 2));
  process.exit(2);
};

const seconds = async (action) => {
  const start = process.hrtime.bigint();
  await action();
  return Number(process.hrtime.bigint() - start) / 1e9;
};

const peakMiB = () => process.resourceUsage().maxRSS / 1024;

const [, , name = 'qwen2.5-3b', parent] = process.argv;
const shape = orExit(findShape(name));
const { bytes } = describeModel(shape);
const files = createFiles();
const folder = orExit(await files.makeTemporaryFolder('emulate-bench', parent));
const path = join(folder, `${name}.gguf`);

try {
  const before = peakMiB();
  const make = await seconds(() => {
    let made = 0;
    for (const chunk of modelChunks(shape, 1)) made += chunk.length;
    if (made !== bytes) throw new Error(`expected ${bytes} bytes, got ${made}`);
  });
  const write = await seconds(async () => {
    orExit(await files.writeStream(path, modelChunks(shape, 1)));
  });
  const written = peakMiB();
  const read = await seconds(async () => {
    orExit(await createGgufReader().read(path));
  });
  const row = (what, value) => console.log(`${what.padEnd(28)} ${value}`);
  row('shape', name);
  row('file', `${bytes} bytes (${(bytes / 2 ** 20).toFixed(1)} MiB)`);
  row('made, not written', `${make.toFixed(2)} s (${(bytes / make / 1e6).toFixed(0)} MB/s)`);
  row('made and written', `${write.toFixed(2)} s (${(bytes / write / 1e6).toFixed(0)} MB/s)`);
  row('header read', `${(read * 1000).toFixed(1)} ms`);
  row('peak memory', `${written.toFixed(0)} MiB (${before.toFixed(0)} MiB at the start)`);
} finally {
  orExit(await files.remove(folder));
}
