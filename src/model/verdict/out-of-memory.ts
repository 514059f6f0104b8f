import { findEvidence, type Evidence } from '../evidence.ts';
import { describeQuantity } from '../units.ts';

const bytes = (value: number): string => describeQuantity('bytes', value);

/**
 * What is to be said of a workload that the kernel killed at its memory limit, and what to do about
 * it; undefined when it killed none of its processes.
 */
export const describeOutOfMemory = (evidence: readonly Evidence[]): string | undefined => {
  const found = findEvidence(evidence, 'memory');
  if (found?.oomKills === undefined || found.oomKills === 0) return undefined;
  const { limitBytes, anonymousBytesMax } = found;
  if (limitBytes === undefined)
    return (
      'The kernel killed the workload, which has no memory limit of its own (out of memory): ' +
      'the machine, or a limit around emulate, has too little for it. Use a smaller model or a larger machine.'
    );
  // A process always has some: 0 means that nobody looked while it lived.
  const held =
    anonymousBytesMax === undefined || anonymousBytesMax === 0
      ? ''
      : `, with up to ${bytes(anonymousBytesMax)} that no file is behind and only swap could take`;
  const weights =
    findEvidence(evidence, 'tier') === undefined
      ? ''
      : ' The tier holds the weights, which takes as much memory as they have bytes.';
  return (
    `The kernel killed the workload at the memory limit of ${bytes(limitBytes)} (out of memory)${held}.` +
    `${weights} Raise memory.max, or allow swap with memory.swap.`
  );
};
