import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Failure } from '../model/failure.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { ModelReader } from '../ports/model-reader.ts';
import { errorCode } from './file-problem.ts';
import { summarizeGguf, type ParsedGguf } from './gguf-facts.ts';
import { walkHeader } from './gguf-header-walk.ts';
import {
  emptyFile,
  headerBroken,
  headerCutOff,
  notAFile,
  notGguf,
  notReadable,
  partOfSplit,
  unsupportedVersion,
  type ModelProblem,
} from './gguf-problem.ts';

type Checked<Value> = Result<Value, ModelProblem>;

/** This much is read first, then four times as much for as long as the header goes on. */
const firstReadBytes = 2 ** 20;

/** Twice the longest header known; the parser keeps 50 MB at most. */
const longestHeaderBytes = 32 * 2 ** 20;

/** Reads what GGUF files say of themselves. Only headers are read, never weights, so `sha256` is left out. */
export const createGgufReader = (): ModelReader => ({
  read: async (path) => {
    // An absolute path is also what keeps the parser from taking 'http://...' for an address to fetch.
    const facts = await readFacts(resolve(path));
    return facts.ok ? facts : failed<Failure>({ reason: 'model-unusable', path, ...facts.failure });
  },
});

const readFacts = async (path: string): Promise<Checked<ModelFacts>> => {
  try {
    const fileBytes = await checkFile(path);
    if (!fileBytes.ok) return fileBytes;
    const parsed = await parseHeader(path);
    return parsed.ok ? summarizeGguf(path, fileBytes.value, parsed.value) : parsed;
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return failed(notReadable(code));
  }
};

/** Returns the file's size once it is sure that the parser will meet a whole header and sane counts in it. */
const checkFile = async (path: string): Promise<Checked<number>> => {
  // Opening a pipe would wait for its writer, so the kind is asked first.
  const found = await stat(path);
  if (!found.isFile()) return failed(notAFile(found.isDirectory() ? 'folder' : 'other'));
  const split = splitName(path);
  if (split !== undefined) return failed(partOfSplit(split.part, split.parts));
  if (found.size === 0) return failed(emptyFile);
  await using file = await open(path, 'r');
  const begin = await readHead(file, Math.min(found.size, 64));
  const problem = checkBegin(begin) ?? (await checkHeader(file, found.size));
  return problem === undefined ? success(found.size) : failed(problem);
};

/** llama-gguf-split's naming; one file of one is a whole model. */
const splitName = (path: string): { part: number; parts: number } | undefined => {
  const match = /-(\d{5})-of-(\d{5})\.gguf$/.exec(basename(path));
  const parts = Number(match?.[2] ?? 1);
  return parts > 1 ? { part: Number(match?.[1]), parts } : undefined;
};

const readHead = async (file: FileHandle, bytes: number): Promise<Uint8Array> => {
  const head = new Uint8Array(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await file.read(head, filled, bytes - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return head.subarray(0, filled);
};

const checkBegin = (begin: Uint8Array): ModelProblem | undefined => {
  const magic = String.fromCharCode(...begin.subarray(0, 4));
  if (magic !== 'GGUF') return notGguf(begin);
  if (begin.length < 8) return undefined; // cut off, as the walk over the header will say
  const version = new DataView(begin.buffer, begin.byteOffset).getUint32(4, true);
  return version === 2 || version === 3 ? undefined : unsupportedVersion(version);
};

const checkHeader = async (
  file: FileHandle,
  fileBytes: number,
): Promise<ModelProblem | undefined> => {
  for (let bytes = firstReadBytes; ; bytes *= 4) {
    const wanted = Math.min(bytes, longestHeaderBytes);
    const head = await readHead(file, Math.min(wanted, fileBytes));
    const walk = walkHeader(head);
    if (walk.kind === 'whole') return undefined;
    if (walk.kind === 'broken') return headerBroken(walk.problem);
    if (head.length < wanted || head.length === fileBytes)
      return headerCutOff(head.length, walk.inside);
    if (wanted === longestHeaderBytes)
      return headerBroken(`${walk.inside}: the header is longer than ${longestHeaderBytes} bytes`);
  }
};

const parseHeader = async (path: string): Promise<Checked<ParsedGguf>> => {
  // Loaded when needed: most commands read no model.
  const { gguf } = await import('@huggingface/gguf');
  try {
    // Its `computeParametersCount` is not used: it throws for a file that was cut off, before that can be said.
    return success(await gguf(path, { allowLocalFile: true }));
  } catch (error) {
    if (!(error instanceof Error) || errorCode(error) !== undefined) throw error;
    return failed(headerBroken(error.message));
  }
};
