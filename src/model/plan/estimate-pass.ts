import { parseCpuList } from '../cpu-list.ts';
import type { Constraints, TierConstraint } from '../profile/profile.ts';
import { sustainedBandwidth } from '../tier/effective-bandwidth.ts';
import { createLatencyDraw } from '../tier/latency-draw.ts';
import { resolveTier } from '../tier/resolved-tier.ts';
import type { Bytes, BytesPerSecond, Nanoseconds } from '../units.ts';

/**
 * Rate at which weights that left the page cache are read again, one fault after the other: 0.3 to
 * 1.3 GB/s on small virtual machines.
 */
const faultRate: BytesPerSecond = 0.5e9;

/** What one read brings in where read operations are capped: Linux' usual read-ahead. */
const defaultReadAhead: Bytes = 128 * 2 ** 10;

/** Memory that llama-bench needs beside the model, measured with the built-in one. */
const besideModel: Bytes = 8 * 2 ** 20;

/** What a pass over the weights reads. */
export interface PassBytes {
  readonly modelBytes: Bytes;
  /** Of the model; fewer where experts are left out. */
  readonly usedBytes: Bytes;
}

/** The time of one pass over the weights, by how long the processor computes in it. */
export type PassTime = (computeNs: Nanoseconds) => Nanoseconds;

/** What a pass waits for in a tier. With prefetch the link works while the processor computes. */
const tierPass = (tier: TierConstraint, { modelBytes, usedBytes }: PassBytes): PassTime => {
  const resolved = resolveTier(tier);
  if (!resolved.ok) return (compute) => compute;
  const { accessBytes, bufferUnits, latency, prefetchUnits, residencyPpm, unitBytes } =
    resolved.value;
  const absentShare = 1 - residencyPpm / 1e6;
  // Once in the buffer, nothing of it is fetched again.
  if (modelBytes * absentShare <= bufferUnits * unitBytes) return (compute) => compute;
  const fetched = usedBytes * absentShare;
  const bandwidth = sustainedBandwidth(tier) ?? Infinity;
  const accesses = accessBytes === 0 ? 1 : unitBytes / accessBytes;
  // A unit is there with the last of its accesses: of n draws the largest is about the quantile n / (n + 1).
  const largest = createLatencyDraw(latency)(accesses / (accesses + 1));
  const link = (fetched * 1e9) / bandwidth + (fetched / unitBytes) * largest;
  return prefetchUnits > 0 ? (compute) => Math.max(compute, link) : (compute) => compute + link;
};

/** Rate at which a case reads the model from its device. */
export const deviceRate = ({ io, volume }: Constraints): BytesPerSecond =>
  Math.min(
    faultRate,
    io?.readBandwidth ?? Infinity,
    (io?.readIops ?? Infinity) * (volume?.readAhead ?? defaultReadAhead),
  );

/**
 * Bytes that a pass reads again. The kernel evicts what was used longest ago, which is what a model that
 * is read from end to end needs next: where not all of it fits, all of it is read.
 */
const rereadBytes = ({ memory }: Constraints, { modelBytes, usedBytes }: PassBytes): Bytes => {
  const max = memory?.max;
  if (max === undefined) return 0;
  const room = max.kind === 'bytes' ? max.bytes : max.share * modelBytes;
  return room < modelBytes + besideModel ? usedBytes : 0;
};

/** Pages that are taken away are read again: of each second this share. */
const refaultShare = (constraints: Constraints): number =>
  Math.min(0.9, (constraints.pageCache?.drop ?? 0) / deviceRate(constraints));

/**
 * How long a pass over the weights takes under constraints, `t = compute + bytes / bandwidth + waits`;
 * with a prefetching tier the larger of the two. Made for estimates: what it leaves out (overlap within
 * a layer, own cost of the machinery, contention with a load) is a fraction of the whole.
 */
export const passTime = (constraints: Constraints, bytes: PassBytes, threads: number): PassTime => {
  const { cpu, tier } = constraints;
  const cpus = cpu?.affinity === undefined ? threads : parseCpuList(cpu.affinity).length;
  const crowded = Math.max(1, threads / cpus);
  const inTier = tier === undefined ? undefined : tierPass(tier, bytes);
  const reading = (rereadBytes(constraints, bytes) * 1e9) / deviceRate(constraints);
  const working = 1 - refaultShare(constraints);
  return (compute) => ((inTier?.(compute * crowded) ?? compute * crowded) + reading) / working;
};
