import { z } from 'zod';
import { ScopeKind } from './scope.ts';

/** Where the workload of a run lived. */
export const ScopeEvidence = z.object({
  kind: z.literal('scope'),
  scope: ScopeKind,
  /** A path or a unit. */
  place: z.string(),
});
/** Where the workload of a run lived. */
export type ScopeEvidence = z.infer<typeof ScopeEvidence>;

/** What the kernel counted of the workload's memory. What this kernel does not tell is absent. */
export const MemoryEvidence = z.object({
  kind: z.literal('memory'),
  /** The limit in force; absent without one. */
  limitBytes: z.number().optional(),
  /** The swap limit in force; absent without one. */
  swapLimitBytes: z.number().optional(),
  /** Most memory charged at any moment, page cache included. */
  peakBytes: z.number().optional(),
  /** Most memory without a file behind it that was seen. */
  anonymousBytesMax: z.number().optional(),
  /** Most page cache that was seen. */
  fileBytesMax: z.number().optional(),
  swapBytesMax: z.number().optional(),
  /**
   * Memory without a file behind it in the last quarter of the run, when the model is loaded: the
   * median of what was seen. Absent for a run that is too short for it.
   */
  anonymousBytesLate: z.number().optional(),
  /** The same of page cache that processes had mapped. */
  mappedFileBytesLate: z.number().optional(),
  /** How often the limit was met. */
  limitHits: z.number().optional(),
  oomKills: z.number().optional(),
  /** Evicted page cache that was read again. */
  refaultedBytes: z.number().optional(),
  /** So much of it in the last quarter of the run. */
  refaultedBytesLate: z.number().optional(),
  majorFaults: z.number().optional(),
  /** Time in which at least one process waited for memory. */
  pressureNs: z.number().optional(),
  modelBytes: z.number(),
});
/** What the kernel counted of the workload's memory. */
export type MemoryEvidence = z.infer<typeof MemoryEvidence>;

/** What the workload read from the model's device. */
export const IoEvidence = z.object({
  kind: z.literal('io'),
  /** `major:minor` of the device that was capped. */
  device: z.string(),
  devicePath: z.string(),
  /** The caps in force; absent without one. */
  readBandwidth: z.number().optional(),
  readIops: z.number().optional(),
  /** By the scope's own counters; absent where the kernel keeps none. */
  readBytes: z.number().optional(),
  readOperations: z.number().optional(),
  /** By the device's counters: everybody's reads. */
  deviceReadBytes: z.number(),
  deviceReadOperations: z.number(),
  wallNs: z.number(),
  /**
   * The rate in the busiest window of about 0.4 s. By the scope's counters, of bytes no more than the
   * device delivered: cgroup v1 counts a read when it is asked for, before a cap delays it. By the
   * device's where the scope has none.
   */
  busiestBytesPerSecond: z.number().optional(),
  busiestOperationsPerSecond: z.number().optional(),
  /** The same in the last quarter of the run, when the model is loaded. */
  busiestBytesPerSecondLate: z.number().optional(),
  busiestOperationsPerSecondLate: z.number().optional(),
  /** Time in which at least one process waited for a device. */
  pressureNs: z.number().optional(),
});
/** What the workload read from the model's device. */
export type IoEvidence = z.infer<typeof IoEvidence>;

/** What was evicted from the page cache while the workload ran. */
export const PageCacheEvidence = z.object({
  kind: z.literal('page-cache'),
  /** The rate asked for; absent without one. */
  drop: z.number().optional(),
  /** Bytes that really left the page cache. */
  droppedBytes: z.number(),
  /** Time over which the rate was to be kept. */
  runningNs: z.number(),
  /** Turns in which less than asked was there to evict. */
  shortTurns: z.number(),
  turns: z.number(),
  /** Evicted page cache that was read again. */
  refaultedBytes: z.number().optional(),
  modelBytes: z.number(),
});
/** What was evicted from the page cache while the workload ran. */
export type PageCacheEvidence = z.infer<typeof PageCacheEvidence>;

/** What fio did beside the workload. */
export const BackgroundEvidence = z.object({
  kind: z.literal('background'),
  fioVersion: z.string(),
  pattern: z.string(),
  /** Bytes per second asked of all jobs; absent without a limit. */
  rate: z.number().optional(),
  /** Bytes per second while the workload ran, by fio's own count. */
  achieved: z.number(),
  /** The same in the ramp's last windows, before the workload began. */
  steadyBefore: z.number(),
  /** Whether these windows agreed with each other. */
  steady: z.boolean(),
  /** Whether fio ran until the workload had ended. */
  aliveUntilEnd: z.boolean(),
  operations: z.number(),
  /** Completion latencies, from fio; absent when it left no final report. */
  latencyP50Ns: z.number().optional(),
  latencyP99Ns: z.number().optional(),
  device: z.string(),
});
/** What fio did beside the workload. */
export type BackgroundEvidence = z.infer<typeof BackgroundEvidence>;

/** The processors that the workload could use. */
export const CpuEvidence = z.object({
  kind: z.literal('cpu'),
  /** As the kernel lists them for a process of the workload, e.g. `0-1`. */
  allowed: z.string(),
  /** As asked; absent without a limit. */
  asked: z.string().optional(),
});
/** The processors that the workload could use. */
export type CpuEvidence = z.infer<typeof CpuEvidence>;

/** The block device of its own that held the model. */
export const VolumeEvidence = z.object({
  kind: z.literal('volume'),
  device: z.string(),
  backing: z.string(),
  filesystem: z.string(),
  /** The copy has the model's SHA-256. */
  verified: z.boolean(),
  readAheadBytes: z.number(),
});
/** The block device of its own that held the model. */
export type VolumeEvidence = z.infer<typeof VolumeEvidence>;
