import type { Miss } from '../../../model/failure.ts';
import type { ScopeLimits } from '../../../model/scope.ts';
import type { ControlFiles } from '../../../ports/control-files.ts';
import { keyedNumber } from './counter-text.ts';

/** Whether this machine has no swap at all, from proc_meminfo(5). */
export const hasNoSwap = async (files: Pick<ControlFiles, 'read'>): Promise<boolean> => {
  const read = await files.read('/proc/meminfo');
  const content = (read.ok ? read.value : undefined)?.replaceAll(/: +/g, ' ').replaceAll(' kB', '');
  return keyedNumber(content, 'SwapTotal') === 0;
};

/** What a host can do about swap. */
export interface SwapFacts {
  /** No swap on this machine: nothing is ever swapped. */
  readonly none: boolean;
  /** The file that limits it. */
  readonly file: string;
  /** The kernel has that file. */
  readonly isCounted: boolean;
  /** The limit is one on memory and swap together, as version 1 has it. */
  readonly isSum: boolean;
}

/** Limits to be written, and what is in force without writing. */
export interface ResolvedLimits {
  readonly limits: ScopeLimits;
  readonly applied: Readonly<Record<string, number>>;
}

/** Where nothing can be swapped and the kernel has no limit for it, a limit of 0 is in force anyway. */
export const resolveSwap = (
  limits: ScopeLimits,
  { none, isCounted, isSum }: SwapFacts,
): ResolvedLimits => {
  const { swapMax, ...others } = limits;
  const isWritten = isCounted && !(isSum && limits.memoryMax === undefined);
  return swapMax === 0 && none && !isWritten
    ? { limits: others, applied: { 'memory.swap': 0 } }
    : { limits, applied: {} };
};

/** A limit on swap that cannot be kept here. */
export const missesOfSwap = (limits: ScopeLimits, facts: SwapFacts): readonly Miss[] => {
  const { swapMax, memoryMax } = resolveSwap(limits, facts).limits;
  if (swapMax === undefined) return [];
  if (!facts.isCounted)
    return [
      {
        what: `this kernel does not limit swap: there is no '${facts.file}'`,
        remedy:
          'turn swap off (swapoff -a) and use memory.swap: 0 B, or boot with the kernel parameter swapaccount=1',
      },
    ];
  if (facts.isSum && memoryMax === undefined)
    return [
      {
        what: `'${facts.file}' limits memory and swap together: swap cannot be limited alone`,
        remedy: 'give memory.max as well, or use a host with cgroup v2',
      },
    ];
  return [];
};
