import { describe, expect, it } from 'vitest';
import {
  builtPath,
  compilerArguments,
  linkedLibraries,
  ownSourcePath,
  recipeDigest,
  recipeFor,
} from '../../../../src/workloads/llama-bench/recipe.ts';
import { createFakeFiles } from '../../../support/fakes/files.ts';

describe('recipeFor', () => {
  it.each(['x64', 'arm64'])('pins the packages for %s by content', (architecture) => {
    const recipe = recipeFor(architecture);
    if (recipe === undefined) throw new Error('expected a recipe');
    expect(recipe.source.name).toBe('node-llama-cpp');
    expect(recipe.libraries.name).toBe(`@node-llama-cpp/linux-${architecture}`);
    for (const { version, sha512 } of [recipe.source, recipe.libraries]) {
      expect(version).toBe('3.22.1');
      expect(Buffer.from(sha512, 'base64')).toHaveLength(64);
    }
  });

  it('offers nothing for other processors', () => {
    expect(recipeFor('riscv64')).toBeUndefined();
    expect(recipeFor('constructor')).toBeUndefined();
  });
});

describe('linkedLibraries', () => {
  it('finds the libraries whatever the release calls them', () => {
    const plain = [
      'libggml-base.so',
      'libggml-cpu-x64.so',
      'libggml.so',
      'libllama-common.so',
      'libllama.so',
    ];
    expect(linkedLibraries(plain)).toEqual([
      'libllama-common.so',
      'libllama.so',
      'libggml.so',
      'libggml-base.so',
    ]);
    const versioned = plain.map((name) => name.replace(/^(libggml|libllama)\.so$/, '$1.v0.5.0.so'));
    expect(linkedLibraries(versioned)).toEqual([
      'libllama-common.so',
      'libllama.v0.5.0.so',
      'libggml.v0.5.0.so',
      'libggml-base.so',
    ]);
  });

  it('accepts no set with a gap', () => {
    expect(linkedLibraries(['libllama.so', 'libggml.so', 'libggml-base.so'])).toBeUndefined();
    expect(linkedLibraries([])).toBeUndefined();
  });
});

describe('compilerArguments', () => {
  it('compiles the program alone and links it to the libraries beside it', () => {
    expect(compilerArguments('/src', '/own.cpp', ['libllama.so']).join(' ')).toBe(
      '-std=c++17 -O2 -DNDEBUG -I/src/include -I/src/ggml/include -I/src/common -I/src/vendor -I/src/tools/llama-bench /src/tools/llama-bench/llama-bench.cpp /src/tools/llama-bench/main.cpp /own.cpp -o llama-bench libllama.so -Wl,--wrap=llama_model_default_params -Wl,-rpath,$ORIGIN -lpthread',
    );
  });
});

describe('the place in the cache', () => {
  it('changes with the recipe and with the own source', async () => {
    const x64 = recipeFor('x64');
    const arm64 = recipeFor('arm64');
    if (x64 === undefined || arm64 === undefined) throw new Error('expected recipes');
    const digests = [recipeDigest(x64, 'a'), recipeDigest(arm64, 'a'), recipeDigest(x64, 'b')];
    expect(new Set(digests).size).toBe(3);
    const files = createFakeFiles();
    files.put(ownSourcePath, 'source');
    const path = await builtPath('/cache', 'x64', files);
    expect(path).toMatchObject({ ok: true });
    expect(path.ok && path.value).toMatch(/^\/cache\/llama-bench\/[0-9a-f]{16}\/llama-bench$/);
    expect(await builtPath('/cache', 's390x', files)).toEqual({ ok: true, value: undefined });
  });
});
