import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGgufReader } from '../../../src/system/gguf-reader.ts';
import {
  header,
  join,
  key,
  model,
  modelKeys,
  numberKey,
  string,
  tensor,
  textKey,
  uint32,
  uint64,
  valueType,
} from '../../support/gguf-bytes.ts';

const run = promisify(execFile);

const makeOne = "make a synthetic one with 'emulate model make --shape demo --out FILE.gguf'";
const fetchAgain = 'copy or download it again, and compare its size or checksum with the source';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(joinPath(tmpdir(), 'emulate-gguf-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const read = (path: string) => createGgufReader().read(path);

const place = async (content: Uint8Array | string, name = 'model.gguf'): Promise<string> => {
  const path = joinPath(folder, name);
  await writeFile(path, content);
  return path;
};

const expectProblem = async (path: string, problem: string, hint: string): Promise<void> => {
  expect(await read(path)).toEqual({
    ok: false,
    failure: { reason: 'model-unusable', path, problem, hint },
  });
};

/** Permissions do not bind root, so root becomes `nobody` for the time of an action. */
const withoutRoot = async (action: () => Promise<void>): Promise<void> => {
  if (process.geteuid?.() !== 0) {
    await action();
    return;
  }
  process.seteuid?.(65_534);
  try {
    await action();
  } finally {
    process.seteuid?.(0);
  }
};

/** A header of 224 bytes, and 144 + 16 + 64 bytes of tensors. */
const sound = model(
  { tensors: [tensor('a.weight', [256], 12, 0), tensor('b.weight', [4, 4], 0, 160)] },
  160 + 64,
);

describe('the GGUF reader, on a sound file', () => {
  it.each([2, 3])('of version %i gives its facts', async (version) => {
    const file = sound.slice();
    file[4] = version;
    const path = await place(file);
    expect(await read(path)).toEqual({
      ok: true,
      value: {
        path,
        bytes: sound.length,
        architecture: 'qwen2',
        name: 'hand made',
        layers: 1,
        parameters: 272,
        tensorBytes: 208,
        tensorTypes: { F32: 1, Q4_K: 1 },
      },
    });
  });

  it('follows a symbolic link, and keeps the path that was given', async () => {
    await place(sound);
    const path = joinPath(folder, 'link.gguf');
    await symlink('model.gguf', path);
    expect(await read(path)).toMatchObject({ ok: true, value: { path } });
  });

  it('reads a header of many megabytes', async () => {
    const words = Array.from({ length: 150_000 }, (_, each) =>
      string(`a rather long word ${each}`),
    );
    const tokens = key(
      'tokenizer.ggml.tokens',
      valueType.array,
      join(uint32(valueType.string), uint64(words.length), Buffer.concat(words)),
    );
    const keys = [
      textKey('general.architecture', 'qwen2'),
      tokens,
      numberKey('qwen2.block_count', 5),
    ];
    const path = await place(model({ keys, tensors: [tensor('a', [8], 0, 0)] }, 32));
    expect(await read(path)).toMatchObject({ ok: true, value: { layers: 5, tensorBytes: 32 } });
  });

  it('asks only for the header of a file that is huge', async () => {
    const elements = 2 ** 40;
    const path = await place(model({ tensors: [tensor('a', [2 ** 20, 2 ** 20], 24, 0)] }, 0));
    const file = await open(path, 'r+');
    await file.truncate(sound.length + elements);
    await file.close();
    expect(await read(path)).toMatchObject({ ok: true, value: { parameters: elements } });
  });

  it('takes one file of one for a whole model', async () => {
    const path = await place(sound, 'model-00001-of-00001.gguf');
    expect(await read(path)).toMatchObject({ ok: true });
  });
});

describe('the GGUF reader says', () => {
  it('that there is no such file', async () => {
    await expectProblem(
      joinPath(folder, 'none.gguf'),
      'no such file',
      `check the path, or ${makeOne}`,
    );
    const file = await place(sound);
    await expectProblem(`${file}/x`, 'no such file', `check the path, or ${makeOne}`);
  });

  it('that an address is no file, and fetches nothing', async () => {
    await expectProblem(
      'http://127.0.0.1:9/model.gguf',
      'no such file',
      `check the path, or ${makeOne}`,
    );
  });

  it('that it is a folder', async () => {
    const path = joinPath(folder, 'models.gguf');
    await mkdir(path);
    await expectProblem(
      path,
      'expected a GGUF file, got a folder',
      'name the .gguf file in the folder',
    );
  });

  it('that it is a pipe, without waiting for a writer', async () => {
    const path = joinPath(folder, 'pipe.gguf');
    await run('mkfifo', [path]);
    await expectProblem(
      path,
      'expected a GGUF file, got a device, pipe or socket',
      'name a regular file: its size must be known, and it is read more than once',
    );
  });

  it('that there is no permission to read it', async () => {
    const path = await place(sound);
    await chmod(folder, 0o755);
    await chmod(path, 0o000);
    await withoutRoot(() =>
      expectProblem(
        path,
        'no permission to read it',
        'check the owner and mode of the file and of the folders above it, or use a copy of your own',
      ),
    );
  });

  it('what the operating system said, where nothing better is known', async () => {
    const path = joinPath(folder, 'loop.gguf');
    await symlink('loop.gguf', path);
    await expectProblem(
      path,
      'it cannot be read (ELOOP)',
      'check the path, and whether the file system that holds it answers',
    );
  });

  it('that the file is empty', async () => {
    await expectProblem(await place(''), 'the file is empty (0 bytes)', fetchAgain);
  });

  it('what the first bytes are, when the file is no GGUF', async () => {
    await expectProblem(
      await place('hello, world'),
      "expected a GGUF file, which begins with 'GGUF', got one that begins with 68 65 6c 6c 6f 2c 20 77 ('hello, w')",
      `name a GGUF file, or ${makeOne}`,
    );
  });

  it('which version the file has, when it is none of those that llama.cpp reads', async () => {
    await expectProblem(
      await place(header({ version: 1 })),
      'expected GGUF version 2 or 3, got version 1',
      'convert the model again with a newer llama.cpp',
    );
    await expectProblem(
      await place(header({ version: 9 })),
      'expected GGUF version 2 or 3, got version 9',
      'the file is damaged, or newer than this program',
    );
  });

  it('that the file is big-endian', async () => {
    await expectProblem(
      await place(header({ version: 0x0300_0000 })),
      'the file is big-endian, expected little-endian',
      "convert it with llama.cpp's gguf_convert_endian.py, or get the little-endian file",
    );
  });

  it.each([
    [4, 'its first 24 bytes'],
    [20, 'its first 24 bytes'],
    [100, 'metadata key 2 of 3'],
    [sound.length - 160 - 64 - 40, 'tensor 2 of 2'],
  ])('that the header is cut off after %i bytes', async (bytes, inside) => {
    await expectProblem(
      await place(sound.subarray(0, bytes)),
      `the file is cut off: it ends after ${bytes} bytes, inside its header (${inside})`,
      fetchAgain,
    );
  });

  it('how many bytes are missing at the end', async () => {
    await expectProblem(
      await place(sound.subarray(0, -100)),
      `the file is cut off: its tensors end at byte ${sound.length}, the file has ${sound.length - 100} bytes, so 100 are missing`,
      fetchAgain,
    );
  });

  it('that the file is one part of a split model, from its name', async () => {
    await expectProblem(
      await place('anything', 'big-Q4_K_M-00002-of-00012.gguf'),
      'expected a whole model, got part 2 of one that is split into 12 files',
      "join them first: llama-gguf-split --merge FIRST-PART.gguf WHOLE.gguf (the first part's name ends in -00001-of-00012.gguf)",
    );
  });

  it('that the file is one part of a split model, from its metadata', async () => {
    const keys = [...modelKeys, numberKey('split.no', 0), numberKey('split.count', 4)];
    await expectProblem(
      await place(model({ keys }, 0)),
      'expected a whole model, got part 1 of one that is split into 4 files',
      "join them first: llama-gguf-split --merge FIRST-PART.gguf WHOLE.gguf (the first part's name ends in -00001-of-00004.gguf)",
    );
  });

  it('that the file holds no weights', async () => {
    await expectProblem(
      await place(model({}, 0)),
      'it holds no weights, only metadata (a vocabulary, perhaps)',
      'name the file that holds the weights',
    );
  });

  it('which metadata is missing', async () => {
    const keys = [textKey('general.architecture', 'clip')];
    await expectProblem(
      await place(model({ keys, tensors: [tensor('a', [1], 0, 0)] }, 32)),
      "its metadata has no usable 'clip.block_count', which every language model has",
      "name a language model's GGUF file, not an adapter, a projector or a control vector",
    );
  });

  it.each([
    [
      'tensors that it cannot have',
      header({ tensorCount: 2n ** 62n }),
      'its first 24 bytes: tensors: expected at most 100000, got 4611686018427388000',
    ],
    [
      'an array that is too long for the parser',
      model(
        {
          keys: [
            key(
              'a',
              valueType.array,
              join(uint32(valueType.uint8), uint64(1_500_000), new Uint8Array(1_500_000)),
            ),
          ],
        },
        0,
      ),
      'Metadata array length 1500000 exceeds maximum allowed (1000000)',
    ],
    [
      'an alignment that is none',
      model(
        {
          keys: [...modelKeys, numberKey('general.alignment', 48)],
          tensors: [tensor('a', [1], 0, 0)],
        },
        32,
      ),
      'general.alignment: expected a power of two up to 65536, got 48',
    ],
  ])('that the header is damaged, when it declares %s', async (_, content, what) => {
    await expectProblem(await place(content), `its header is damaged (${what})`, fetchAgain);
  });

  it('that a header does not go on for ever', async () => {
    const texts = Array.from({ length: 5 }, (_, each) =>
      textKey(`k${each}`, 'x'.repeat(8 * 2 ** 20)),
    );
    await expectProblem(
      await place(header({ keys: texts })),
      'its header is damaged (metadata key 4 of 5: the header is longer than 33554432 bytes)',
      fetchAgain,
    );
  });
});
