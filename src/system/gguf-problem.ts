/** Why a file cannot be used as a model, and what to do about it. */
export interface ModelProblem {
  readonly problem: string;
  readonly hint: string;
}

const makeOne = "make a synthetic one with 'emulate model make --shape demo --out FILE.gguf'";
const fetchAgain = 'copy or download it again, and compare its size or checksum with the source';

/** The operating system did not let the file be opened or read; `code` is its error code. */
export const notReadable = (code: string): ModelProblem => {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { problem: 'no such file', hint: `check the path, or ${makeOne}` };
    case 'EACCES':
    case 'EPERM':
      return {
        problem: 'no permission to read it',
        hint: 'check the owner and mode of the file and of the folders above it, or use a copy of your own',
      };
    default:
      return {
        problem: `it cannot be read (${code})`,
        hint: 'check the path, and whether the file system that holds it answers',
      };
  }
};

/** Something other than a regular file. */
export const notAFile = (kind: 'folder' | 'other'): ModelProblem =>
  kind === 'folder'
    ? { problem: 'expected a GGUF file, got a folder', hint: 'name the .gguf file in the folder' }
    : {
        problem: 'expected a GGUF file, got a device, pipe or socket',
        hint: 'name a regular file: its size must be known, and it is read more than once',
      };

/** A file without content. */
export const emptyFile: ModelProblem = { problem: 'the file is empty (0 bytes)', hint: fetchAgain };

const asHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

const asText = (bytes: Uint8Array): string =>
  [...bytes]
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
    .join('');

const otherFormats: readonly { readonly begin: RegExp; readonly hint: string }[] = [
  {
    begin: /^version https:/,
    hint: "it is a Git LFS pointer, which stands for the file: run 'git lfs pull' in its repository",
  },
  {
    begin: /^\s*<(?:!doctype|html|\?xml)/i,
    hint: 'it is a web page, saved in place of the file: download the model itself',
  },
  {
    begin: /^PK|^.{8}\{"/s,
    hint: "it looks like a model in another format: convert it with llama.cpp's convert_hf_to_gguf.py",
  },
  {
    begin: /^(?:lmgg|fmgg|tjgg|ggml|ggmf|ggjt)/,
    hint: 'it is a file of a llama.cpp older than GGUF: get the model as GGUF',
  },
];

/** A file that does not begin as a GGUF file does; `head` holds its first bytes. */
export const notGguf = (head: Uint8Array): ModelProblem => {
  const text = String.fromCharCode(...head.subarray(0, 32));
  const begin = head.subarray(0, 8);
  return {
    problem: `expected a GGUF file, which begins with 'GGUF', got one that begins with ${asHex(begin)} ('${asText(begin)}')`,
    hint:
      otherFormats.find((format) => format.begin.test(text))?.hint ??
      `name a GGUF file, or ${makeOne}`,
  };
};

/** A GGUF file of a version that llama.cpp does not read. */
export const unsupportedVersion = (version: number): ModelProblem => {
  // The version's upper half is 0 unless the file is in the other byte order.
  const bigEndian = (version & 0xffff) === 0;
  return bigEndian
    ? {
        problem: 'the file is big-endian, expected little-endian',
        hint: "convert it with llama.cpp's gguf_convert_endian.py, or get the little-endian file",
      }
    : {
        problem: `expected GGUF version 2 or 3, got version ${version}`,
        hint:
          version < 2
            ? 'convert the model again with a newer llama.cpp'
            : 'the file is damaged, or newer than this program',
      };
};

/** The file ends within its header. */
export const headerCutOff = (bytes: number, inside: string): ModelProblem => ({
  problem: `the file is cut off: it ends after ${bytes} bytes, inside its header (${inside})`,
  hint: fetchAgain,
});

/** The header contradicts itself, or says what no model says. */
export const headerBroken = (what: string): ModelProblem => ({
  problem: `its header is damaged (${what})`,
  hint: fetchAgain,
});

/** The header is sound, but the file ends before its last tensor does. */
export const tensorsCutOff = (expectedBytes: number, gotBytes: number): ModelProblem => ({
  problem: `the file is cut off: its tensors end at byte ${expectedBytes}, the file has ${gotBytes} bytes, so ${expectedBytes - gotBytes} are missing`,
  hint: fetchAgain,
});

/** One file of a model that was split into several. */
export const partOfSplit = (part: number | undefined, parts: number): ModelProblem => ({
  problem: `expected a whole model, got ${part === undefined ? 'one part' : `part ${part}`} of one that is split into ${parts} files`,
  hint: `join them first: llama-gguf-split --merge FIRST-PART.gguf WHOLE.gguf (the first part's name ends in -00001-of-${String(parts).padStart(5, '0')}.gguf)`,
});

/** A GGUF file that holds no tensors. */
export const noWeights: ModelProblem = {
  problem: 'it holds no weights, only metadata (a vocabulary, perhaps)',
  hint: 'name the file that holds the weights',
};

/** A GGUF file that describes something other than a language model. */
export const noLanguageModel = (key: string): ModelProblem => ({
  problem: `its metadata has no usable '${key}', which every language model has`,
  hint: "name a language model's GGUF file, not an adapter, a projector or a control vector",
});
