import { gguf, GGUFValueType, GGMLQuantizationType } from '@huggingface/gguf';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles } from '../../../../../src/system/files.ts';
import { createGgufReader } from '../../../../../src/system/gguf-reader.ts';
import { modelChunks } from '../../../../../src/workloads/llama-bench/model/chunks.ts';
import {
  architectureOf,
  describeModel,
} from '../../../../../src/workloads/llama-bench/model/describe.ts';
import {
  modelShapes,
  type ModelShape,
} from '../../../../../src/workloads/llama-bench/model/shape.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulate-model-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const small = modelShapes.filter((shape) => shape.layers < 24);

const write = async (shape: ModelShape, seed = 11): Promise<string> => {
  const path = join(folder, `${shape.name}.gguf`);
  expect(await createFiles().writeStream(path, modelChunks(shape, seed))).toMatchObject({
    ok: true,
  });
  return path;
};

/** Only a header: enough for what parses headers, of models of any size. */
const writeHeader = async (shape: ModelShape): Promise<string> => {
  const path = join(folder, `${shape.name}.gguf`);
  await createFiles().writeStream(path, [describeModel(shape).header]);
  return path;
};

describe('a written model', () => {
  it.each(small)('of the shape $name is read as it was described', async (shape) => {
    const path = await write(shape);
    const described = describeModel(shape);
    const tensorTypes: Record<string, number> = {};
    for (const { type } of described.tensors) tensorTypes[type] = (tensorTypes[type] ?? 0) + 1;
    expect(await createGgufReader().read(path)).toEqual({
      ok: true,
      value: {
        path,
        bytes: described.bytes,
        architecture: architectureOf(shape),
        name: `${shape.name} (synthetic)`,
        layers: shape.layers,
        parameters: described.parameters,
        tensorBytes: described.tensorBytes,
        tensorTypes,
      },
    });
  });

  it.each(small)('of the shape $name has on the disk the bytes that were made', async (shape) => {
    const path = await write(shape);
    const hash = createHash('sha256');
    for (const chunk of modelChunks(shape, 11)) hash.update(chunk);
    expect((await stat(path)).size).toBe(describeModel(shape).bytes);
    expect(await createFiles().digest(path, 'sha256')).toEqual({
      ok: true,
      value: hash.digest('hex'),
    });
  });

  it.each(modelShapes)('of the shape $name has a header that others can parse', async (shape) => {
    const path = await writeHeader(shape);
    const parsed = await gguf(path, { allowLocalFile: true, typedMetadata: true });
    const { tensors, metadata, header } = describeModel(shape);
    expect(Number(parsed.tensorDataOffset)).toBe(header.length);
    expect(
      parsed.tensorInfos.map((tensor) => ({
        name: tensor.name,
        dimensions: tensor.shape.map(Number),
        type: GGMLQuantizationType[tensor.dtype],
        offset: Number(tensor.offset),
      })),
    ).toEqual(
      tensors.map(({ name, dimensions, type, offset }) => ({ name, dimensions, type, offset })),
    );
    const { version, tensor_count, kv_count, ...keys } = parsed.typedMetadata;
    expect([version.value, tensor_count.value, kv_count.value]).toEqual([
      3,
      BigInt(tensors.length),
      BigInt(metadata.length),
    ]);
    expect(
      Object.entries(keys).map(([key, entry]) => ({
        key,
        type: GGUFValueType[entry.type].toLowerCase(),
        value: entry.value,
      })),
    ).toEqual(
      metadata.map((entry) => ({
        ...entry,
        value: entry.type === 'float32' ? Math.fround(entry.value) : entry.value,
      })),
    );
  });

  it.each(modelShapes)('of the shape $name, cut short, is told by its size', async (shape) => {
    const path = await writeHeader(shape);
    const { bytes, header } = describeModel(shape);
    const read = await createGgufReader().read(path);
    expect(read.ok ? 'read' : read.failure).toMatchObject({
      reason: 'model-unusable',
      problem: `the file is cut off: its tensors end at byte ${bytes}, the file has ${header.length} bytes, so ${bytes - header.length} are missing`,
    });
  });
});
