import { z } from 'zod';
import {
  BackgroundEvidence,
  CpuEvidence,
  IoEvidence,
  MemoryEvidence,
  PageCacheEvidence,
  ScopeEvidence,
  VolumeEvidence,
} from './kernel-evidence.ts';
import { StartEvidence } from './start-evidence.ts';

/** Decode or prefill step times of one test, in nanoseconds, in the order in which they came. */
export const StepTimes = z.array(z.number());

/** What the tier pager counted between the start and the end of one measured repetition of a test. */
export const TierTestEvidence = z.object({
  /** Bytes that came through the tier's link. */
  bytesFetched: z.number(),
  /** Units that came through the tier's link. */
  unitsFetched: z.number(),
  /** Touches of absent units. */
  faults: z.number(),
  /**
   * Time the modelled link was occupied, be it by its bandwidth or by the accesses in flight: bytes
   * over this time are the effective bandwidth.
   */
  linkBusyNs: z.number(),
  /** How much longer than asked the waits took by the real clock, summed over all waits. */
  latenessNs: z.number(),
  /** Time threads spent waiting for units, as the model asked, summed over threads. */
  waitNs: z.number(),
  /** Time the pager spent on its own work, summed over threads. */
  ownNs: z.number(),
  /** Touches that had to wait; 0 in records of versions that did not count them. */
  waits: z.number().default(0),
  /** The part of `waitNs` in which the tier stood still. */
  stalledNs: z.number().default(0),
  /** Wall time of the repetition. */
  wallNs: z.number(),
  /** Tokens generated, or 1 for a prompt. */
  steps: z.number(),
});
/** What the tier pager counted during one test. */
export type TierTestEvidence = z.infer<typeof TierTestEvidence>;

/** What the tier pager reports about a whole run. */
export const TierEvidence = z.object({
  kind: z.literal('tier'),
  /** Bytes of weights that the pager holds. */
  heldBytes: z.number(),
  /** Of these, bytes in file mappings of the model. */
  mappedBytes: z.number(),
  /** Of these, bytes in aligned allocations made while the model was loaded (repacked weights). */
  allocatedBytes: z.number(),
  /** Of the held bytes, those in pages that the program was seen to use; 0 when it was not surveyed. */
  usedBytes: z.number(),
  /** Of the used bytes (the held ones without a survey), those kept in fast memory. */
  residentBytes: z.number().default(0),
  unitBytes: z.number(),
  /** Most bytes of units that were open at any moment. */
  openBytesMax: z.number(),
  hugePages: z.boolean(),
  bytesFetched: z.number(),
  linkBusyNs: z.number(),
  latenessNs: z.number(),
  waitNs: z.number(),
  ownNs: z.number(),
  /** Touches that had to wait; 0 in records of versions that did not count them. */
  waits: z.number().default(0),
  /** The part of `waitNs` in which the tier stood still. */
  stalledNs: z.number().default(0),
  /**
   * How long waits took by the real clock since the tier armed, from a histogram whose buckets are 6 to
   * 12 % wide; absent when nothing waited, and in records of versions that did not count them.
   */
  waitTimes: z.object({ p50Ns: z.number(), p99Ns: z.number() }).optional(),
});
/** What the tier pager reports about a whole run. */
export type TierEvidence = z.infer<typeof TierEvidence>;

/** Measured facts about a constraint during a run. */
export const Evidence = z.discriminatedUnion('kind', [
  TierEvidence,
  ScopeEvidence,
  MemoryEvidence,
  IoEvidence,
  PageCacheEvidence,
  BackgroundEvidence,
  CpuEvidence,
  VolumeEvidence,
  StartEvidence,
]);
/** Measured facts about a constraint during a run. */
export type Evidence = z.infer<typeof Evidence>;

/** The evidence of one kind; undefined when there is none. */
export const findEvidence = <Kind extends Evidence['kind']>(
  evidence: readonly Evidence[],
  kind: Kind,
): Extract<Evidence, { kind: Kind }> | undefined =>
  evidence.find((each): each is Extract<Evidence, { kind: Kind }> => each.kind === kind);

/** The tier pager's evidence; undefined when it left none. */
export const tierEvidenceIn = (evidence: readonly Evidence[]): TierEvidence | undefined =>
  findEvidence(evidence, 'tier');
