import { findEvidence } from '../evidence.ts';
import type { MemoryEvidence } from '../kernel-evidence.ts';
import { describeQuantity } from '../units.ts';
import type { Judged } from './judged.ts';

/** Why the kernel cannot take weights away from the tests, and what to do about it. */
export interface HeldWeights {
  readonly why: string;
  readonly remedy: string;
}

/**
 * Share of the model from which memory without a file behind it holds a copy of the weights, and below
 * which what is mapped of a file does not.
 */
const copiedShare = 0.5;
/** Share of the model that is read again when the weights are in the page cache and do not fit. */
const refaultedShare = 0.1;

const bytes = (value: number): string => describeQuantity('bytes', value);

/**
 * What was in use at the end, when the tests run, or else over the whole run. The difference matters
 * under a tight limit: loading then evicts and reads again what it copies, and the tests do not.
 */
const inUse = (memory: MemoryEvidence) => {
  const { anonymousBytesLate, mappedFileBytesLate, refaultedBytesLate } = memory;
  const { anonymousBytesMax = 0, fileBytesMax = 0, refaultedBytes = 0 } = memory;
  return anonymousBytesLate === undefined || mappedFileBytesLate === undefined
    ? { anonymous: anonymousBytesMax, file: fileBytesMax, refaulted: refaultedBytes }
    : {
        anonymous: anonymousBytesLate,
        file: mappedFileBytesLate,
        refaulted: refaultedBytesLate ?? refaultedBytes,
      };
};

const maybeCopied = (memory: MemoryEvidence): boolean =>
  memory.modelBytes > 0 && inUse(memory).anonymous >= copiedShare * memory.modelBytes;

/**
 * A large scratch memory beside weights in the page cache looks like a copy of them, but then the
 * page cache holds the model, or the model is read again and again. It is read again too where the
 * limit leaves too little beside a copy for the weights that llama.cpp does not copy, such as
 * embeddings: such a limit acts on the tests.
 */
const isCopied = (memory: MemoryEvidence): boolean => {
  const { modelBytes } = memory;
  const { file, refaulted } = inUse(memory);
  return (
    maybeCopied(memory) &&
    file < copiedShare * modelBytes &&
    refaulted < refaultedShare * modelBytes
  );
};

const remedy =
  "Use emulate's own llama-bench, which keeps weights in the page cache; one that repacks them cannot.";

/**
 * Whether the weights are, during the tests, in memory of the workload's own, where neither the page
 * cache nor a device matters to them: on purpose where a tier is on, and because llama.cpp repacks
 * them for the processor. Undefined when they are in the page cache, when nothing tells where they
 * are, and for a program of which nothing is known.
 */
export const findHeldWeights = ({
  case: { constraints },
  evidence,
  span,
}: Judged): HeldWeights | undefined => {
  if (span === 'program') return undefined;
  if (constraints.tier !== undefined)
    return {
      why:
        'The tier holds the weights in memory of its own; they are in the page cache, and read from ' +
        'the device, only while they are loaded.',
      remedy: 'Leave the tier out to limit what the kernel reads.',
    };
  const memory = findEvidence(evidence, 'memory');
  if (memory === undefined || !isCopied(memory)) return undefined;
  return {
    why:
      `The weights were copied while they were loaded: ${bytes(inUse(memory).anonymous)} of memory ` +
      `had no file behind it, at a model of ${bytes(memory.modelBytes)}.`,
    remedy,
  };
};

/**
 * To be said of a limit that did not act where the weights may be copied, but the kernel has left the
 * mapped file in memory too; begins with a space. Empty where they are not, or nothing tells.
 */
export const hintAtCopies = ({ evidence, span }: Judged): string => {
  const memory = findEvidence(evidence, 'memory');
  if (span === 'program' || memory === undefined || !maybeCopied(memory)) return '';
  return (
    ` ${bytes(inUse(memory).anonymous)} of memory had no file behind it, at a model of ${bytes(memory.modelBytes)}: ` +
    `if it is a copy of the weights, no limit takes that away. ${remedy}`
  );
};
