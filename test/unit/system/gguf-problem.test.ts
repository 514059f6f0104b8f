import { describe, expect, it } from 'vitest';
import { notAFile, notGguf, notReadable } from '../../../src/system/gguf-problem.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const makeOne = "make a synthetic one with 'emulate model make --shape demo --out FILE.gguf'";

describe('why a file is no model', () => {
  it.each([
    ['ENOENT', 'no such file', `check the path, or ${makeOne}`],
    ['ENOTDIR', 'no such file', `check the path, or ${makeOne}`],
    [
      'EACCES',
      'no permission to read it',
      'check the owner and mode of the file and of the folders above it, or use a copy of your own',
    ],
    [
      'EPERM',
      'no permission to read it',
      'check the owner and mode of the file and of the folders above it, or use a copy of your own',
    ],
    [
      'EIO',
      'it cannot be read (EIO)',
      'check the path, and whether the file system that holds it answers',
    ],
  ])('is told from the error code %s', (code, problem, hint) => {
    expect(notReadable(code)).toEqual({ problem, hint });
  });

  it('is that it is a folder, or a device', () => {
    expect([notAFile('folder'), notAFile('other')]).toEqual([
      {
        problem: 'expected a GGUF file, got a folder',
        hint: 'name the .gguf file in the folder',
      },
      {
        problem: 'expected a GGUF file, got a device, pipe or socket',
        hint: 'name a regular file: its size must be known, and it is read more than once',
      },
    ]);
  });

  it('is said with the first bytes, as numbers and as text', () => {
    expect(notGguf(Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0))).toEqual({
      problem:
        "expected a GGUF file, which begins with 'GGUF', got one that begins with 89 48 44 46 0d 0a 1a 0a ('.HDF....')",
      hint: `name a GGUF file, or ${makeOne}`,
    });
  });

  it('is said of a file of one byte', () => {
    expect(notGguf(bytesOf('G')).problem).toBe(
      "expected a GGUF file, which begins with 'GGUF', got one that begins with 47 ('G')",
    );
  });

  it.each([
    [
      'version https://git-lfs.github.com/spec/v1',
      "it is a Git LFS pointer, which stands for the file: run 'git lfs pull' in its repository",
    ],
    [
      '<!DOCTYPE html><html>',
      'it is a web page, saved in place of the file: download the model itself',
    ],
    [
      'PK\u0003\u0004 archive',
      "it looks like a model in another format: convert it with llama.cpp's convert_hf_to_gguf.py",
    ],
    [
      '\u0010\u0001\0\0\0\0\0\0{"__metadata__"',
      "it looks like a model in another format: convert it with llama.cpp's convert_hf_to_gguf.py",
    ],
    ['tjgg\u0003', 'it is a file of a llama.cpp older than GGUF: get the model as GGUF'],
  ])('comes with a hint for a file that begins %j', (begin, hint) => {
    expect(notGguf(bytesOf(begin)).hint).toBe(hint);
  });
});
