import { findEvidence } from '../evidence.ts';
import type { MemoryEvidence } from '../kernel-evidence.ts';
import type { Verdict } from '../run-record.ts';
import { isCold } from '../page-cache/warmth.ts';
import { describeQuantity } from '../units.ts';
import type { Judged } from './judged.ts';
import { describeOutOfMemory } from './out-of-memory.ts';
import { bound, failedBecause, notBinding, violated } from './verdict-values.ts';
import { findHeldWeights, hintAtCopies } from './weights.ts';

/** The largest page to which the kernel rounds a limit. */
const roundingBytes = 64 * 2 ** 10;
/** Reclaim begins a little below the limit, and charges come in batches. */
const metFrom = 0.97;
/** Share of the model from which on it matters that it was read again: less is a library's page. */
const refaultedShare = 0.001;

const bytes = (value: number): string => describeQuantity('bytes', value);

const noEvidence =
  "Expected the kernel's counts of the workload's memory, got none, so nothing proves that its limit " +
  'acted. Use another kind of scope, or a kernel that counts memory.';

const judgeNull = ({ limitBytes, swapLimitBytes }: MemoryEvidence): Verdict => {
  const limit = limitBytes ?? swapLimitBytes;
  return limit === undefined
    ? bound
    : violated(
        `A ${limitBytes === undefined ? 'swap' : 'memory'} limit of ${bytes(limit)} was in force in the null case, where nothing may be limited.`,
      );
};

const judgeSwap = (asked: number, { swapLimitBytes = asked, swapBytesMax = 0 }: MemoryEvidence) =>
  swapBytesMax > swapLimitBytes + roundingBytes
    ? violated(
        `Asked for at most ${bytes(swapLimitBytes)} of swap, the workload had up to ${bytes(swapBytesMax)}. ` +
          'The limit was not kept; the measurement says nothing about this level.',
      )
    : bound;

/** Eviction by a short squeeze of the limit meets it too, so that its count then says nothing. */
const wasMet = (
  { constraints }: Judged['case'],
  limit: number,
  { limitHits, peakBytes }: MemoryEvidence,
): boolean | undefined => {
  const hits = constraints.pageCache?.drop === undefined ? limitHits : undefined;
  return hits === undefined && peakBytes === undefined
    ? undefined
    : (hits ?? 0) > 0 || (peakBytes ?? 0) >= metFrom * limit;
};

const whyNeverMet = (
  limit: number,
  { peakBytes, modelBytes }: MemoryEvidence,
  residentBytes: number,
): string => {
  const most = peakBytes === undefined ? '' : `: the workload had up to ${bytes(peakBytes)}`;
  const elsewhere = isCold(residentBytes, modelBytes)
    ? ''
    : ` ${bytes(residentBytes)} of the model were in memory before the run, where the limit does not count them: ` +
      'end whatever has the model mapped.';
  const remedy =
    peakBytes === undefined ? 'Lower memory.max.' : `Set memory.max below ${bytes(peakBytes)}.`;
  return `The memory limit of ${bytes(limit)} was never met${most}.${elsewhere} ${remedy}`;
};

/** A benchmark's tests come after loading, which under a tight limit reads again what fits later. */
const wasReadAgain = ({ span }: Judged, found: MemoryEvidence): boolean => {
  const { refaultedBytes, refaultedBytesLate: late, modelBytes } = found;
  return span === 'program' || late === undefined
    ? refaultedBytes !== 0
    : late > refaultedShare * modelBytes;
};

const judgeMax = (judged: Judged, found: MemoryEvidence): Verdict => {
  const { limitBytes: limit, peakBytes, swapBytesMax = 0 } = found;
  if (limit === undefined)
    return violated('Asked for a memory limit, but none was in force for the workload.');
  if (peakBytes !== undefined && peakBytes > limit + roundingBytes)
    return violated(
      `Asked for at most ${bytes(limit)} of memory, the workload had up to ${bytes(peakBytes)}. ` +
        'The limit was not kept; the measurement says nothing about this level.',
    );
  if (swapBytesMax > 0) return bound;
  const held = findHeldWeights(judged);
  if (held !== undefined)
    return notBinding(
      `${held.why} A memory limit cannot evict them: it acts by swap, or by killing the workload. ${held.remedy}`,
    );
  const met = wasMet(judged.case, limit, found);
  if (met === undefined)
    return failedBecause(
      'The kernel tells neither how much memory the workload had nor whether it met its limit, so ' +
        'nothing proves that the limit acted. Use another kind of scope.',
    );
  const { residentBytes = 0 } = findEvidence(judged.evidence, 'start') ?? {};
  if (!met) return notBinding(whyNeverMet(limit, found, residentBytes) + hintAtCopies(judged));
  return wasReadAgain(judged, found)
    ? bound
    : notBinding(
        `The memory limit of ${bytes(limit)} was met, but nothing that it evicted was read again${
          judged.span === 'tests' ? ' once the model was loaded' : ''
        }: what the workload needs fits into it. Lower memory.max.${hintAtCopies(judged)}`,
      );
};

/** Judges a run's memory limit: what its case asks against what the kernel counted. */
export const judgeMemory = (judged: Judged): Verdict => {
  const { evidence, case: subject } = judged;
  const found = findEvidence(evidence, 'memory');
  if (found === undefined) return failedBecause(noEvidence);
  const killed = describeOutOfMemory(evidence);
  if (killed !== undefined) return failedBecause(killed);
  if (subject.kind === 'null') return judgeNull(found);
  const { max, swap } = subject.constraints.memory ?? {};
  const swapped = swap === undefined ? bound : judgeSwap(swap, found);
  if (swapped.verdict !== 'bound') return swapped;
  return max === undefined ? bound : judgeMax(judged, found);
};
