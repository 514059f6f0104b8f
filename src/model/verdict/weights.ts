import { findEvidence } from '../evidence.ts';
import type { MemoryEvidence } from '../kernel-evidence.ts';
import { describeQuantity } from '../units.ts';
import type { Judged } from './judged.ts';

/** Why the kernel cannot take weights away from the tests, and what to do about it. */
export interface HeldWeights {
  readonly why: string;
  readonly remedy: string;
}

/** Share of the model from which memory without a file behind it holds a copy of the weights. */
const copiedShare = 0.5;
/** Share of the model that is read again when the weights are in the page cache and do not fit. */
const refaultedShare = 0.1;

const bytes = (value: number): string => describeQuantity('bytes', value);

/**
 * A large scratch memory beside weights in the page cache looks like a copy of them, but then the
 * page cache holds the model, or the model is read again and again.
 */
const isCopied = (memory: MemoryEvidence): boolean => {
  const { modelBytes, anonymousBytesMax = 0, fileBytesMax = 0, refaultedBytes = 0 } = memory;
  return (
    modelBytes > 0 &&
    anonymousBytesMax >= copiedShare * modelBytes &&
    fileBytesMax < copiedShare * modelBytes &&
    refaultedBytes < refaultedShare * modelBytes
  );
};

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
      `The weights were copied while they were loaded: up to ${bytes(memory.anonymousBytesMax ?? 0)} of memory ` +
      `had no file behind it, at a model of ${bytes(memory.modelBytes)}.`,
    remedy:
      "Use emulate's own llama-bench, which keeps weights in the page cache; one that repacks them cannot.",
  };
};
