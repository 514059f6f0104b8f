import type { Bytes, BytesPerSecond, Nanoseconds, Share } from '../units.ts';

/** The latency of one tier access: either one value or quantiles of a distribution. */
export type Latency =
  | { readonly kind: 'fixed'; readonly value: Nanoseconds }
  | {
      readonly kind: 'quantiles';
      readonly p50: Nanoseconds;
      readonly p90?: Nanoseconds;
      readonly p99?: Nanoseconds;
      readonly 'p99.9'?: Nanoseconds;
      readonly max?: Nanoseconds;
    };

/**
 * A tier is told in a device's own numbers and applied on a host with a slower memory: its bandwidth
 * keeps its ratio to that of a memory beside it, `applied = B * host / referenceBandwidth`.
 */
export interface TierScale {
  /** The reference part whose memory the device is held against, e.g. `hbm4-stack`. */
  readonly reference: string;
  /** Peak read bandwidth of that memory when the profile was read: a record stays what it was. */
  readonly referenceBandwidth: BytesPerSecond;
  /** Bandwidth of the host's memory, as the profile states it; nothing measures it. */
  readonly host: BytesPerSecond;
  /** Whether latencies and stalls are made longer by as much as bandwidths are made less; `written` when absent. */
  readonly times?: 'written' | 'scaled';
}

/** The emulated memory tier that holds the weights. An absent field means: no limit. */
export interface TierConstraint {
  /** Sustained read bandwidth of the link to the tier; with a scale the device's own. */
  readonly readBandwidth?: BytesPerSecond;
  /** Absent: the bandwidth is applied as it is. */
  readonly scale?: TierScale;
  /** Time from the issue of an access to the arrival of its data on an idle link. */
  readonly readLatency?: Latency;
  /** Bytes moved by one tier access. */
  readonly accessSize?: Bytes;
  /** Accesses in flight. */
  readonly queueDepth?: number;
  /** Bytes read ahead of demand in address order. */
  readonly prefetch?: Bytes;
  /** Staging memory in front of the tier; weights beyond it are evicted, oldest first. */
  readonly buffer?: Bytes;
  /** Share of the weights that stays in fast memory. */
  readonly residency?: Share;
  /** How resident weights are chosen. */
  readonly placement?: 'even' | 'layers';
  /** Windows in which the tier stands still: one in each period, at its end or anywhere in it. */
  readonly stall?: {
    readonly every: Nanoseconds;
    readonly for: Nanoseconds;
    /** Periodic when absent. */
    readonly pattern?: 'periodic' | 'random';
  };
  /** Bytes that are fetched and evicted together; chosen automatically when absent. */
  readonly unitSize?: Bytes;
}

/** An absolute size, or a share of the model file. */
export type SizeOfModel =
  | { readonly kind: 'bytes'; readonly bytes: Bytes }
  | { readonly kind: 'model-share'; readonly share: Share };

/** A limit on the workload's memory, kept by the kernel. */
export interface MemoryConstraint {
  readonly max?: SizeOfModel;
  readonly swap?: Bytes;
}

/** A block device of its own for the model, so that caps touch nothing else. */
export interface VolumeConstraint {
  /** `ram` when absent. */
  readonly backing?: 'ram' | 'file' | 'zram';
  /** `ext4` when absent. */
  readonly filesystem?: 'xfs' | 'ext4';
  /** Of the block device; what the host gives a new device when absent. */
  readonly readAhead?: Bytes;
}

/** Caps on the block device that holds the model. */
export interface IoConstraint {
  readonly readBandwidth?: BytesPerSecond;
  readonly readIops?: number;
}

/** Throttled eviction of the workload's cached pages while it runs. */
export interface PageCacheConstraint {
  readonly drop?: BytesPerSecond;
  readonly before?: 'each-run' | 'never';
}

/** fio beside the workload on the same device. */
export interface BackgroundConstraint {
  readonly pattern?: 'read' | 'randread' | 'write' | 'randwrite' | 'randrw';
  readonly blockSize?: Bytes;
  readonly rate?: BytesPerSecond;
  readonly queueDepth?: number;
  readonly jobs?: number;
}

/** Processors that the workload may use. */
export interface CpuConstraint {
  readonly affinity?: string;
}

/** Every limit that a case puts on the host as the workload sees it. */
export interface Constraints {
  readonly tier?: TierConstraint;
  readonly memory?: MemoryConstraint;
  readonly volume?: VolumeConstraint;
  readonly io?: IoConstraint;
  readonly pageCache?: PageCacheConstraint;
  readonly background?: BackgroundConstraint;
  readonly cpu?: CpuConstraint;
}

/** One value of a swept parameter. */
export interface Level {
  /** As the user wrote it, e.g. `50 GB/s`. */
  readonly text: string;
  /** In the parameter's counting unit (bytes, bytes per second, nanoseconds, share, count). */
  readonly value: number;
  /** The value is a share of the model file, not a size. */
  readonly ofModel?: true;
}

/** One parameter and its levels; every other parameter stays at its nominal value. */
export interface Sweep {
  /** Dotted path into the constraints, e.g. `tier.readBandwidth`. */
  readonly parameter: string;
  readonly levels: readonly Level[];
}

/** Rounds are added until every interval is narrow enough. */
export interface AdaptiveRounds {
  /** Most rounds that count. */
  readonly maxRounds: number;
  /** Half the width of an interval as a share of its ratio: `sqrt(high / low) - 1`. */
  readonly halfWidth: Share;
}

/** Beyond which a run counts as disturbed, and how often it is then repeated. */
export interface DisturbanceLimits {
  /** Time the workload's threads waited for a processor, as a share of the time they wanted one. */
  readonly runQueue: Share;
  /** Processor time that the hypervisor gave to others, as a share of the machine's. */
  readonly steal: Share;
  /** Processor time that programs not of this measurement used, as a share of the machine's. */
  readonly others: Share;
  /** Time in which a quota of a control group held the workload, as a share of the run. */
  readonly throttled: Share;
  /** Most repetitions of a run that was disturbed; 0 for none. */
  readonly repeats: number;
}

/** What llama-bench measures in each run, and how often. */
export interface WorkloadSpec {
  /** Prompt lengths in tokens (tests `pp`). */
  readonly prompt: readonly number[];
  /** Generated lengths in tokens (tests `tg`). */
  readonly gen: readonly number[];
  /** Depths of the context in tokens before each test. */
  readonly depth: readonly number[];
  /** Rounds that count; with `adaptive` the fewest of them. */
  readonly rounds: number;
  readonly adaptive?: AdaptiveRounds;
  /** Rounds run first and not counted. */
  readonly warmupRounds: number;
  /** State of the page cache that each run starts from. */
  readonly start: 'warm' | 'cold';
  /** Longest time one run may take. */
  readonly runTimeLimit: Nanoseconds;
  /** Absent: the gate is off, and no run counts as disturbed. */
  readonly disturbance?: DisturbanceLimits;
}

/** A share of the reference's throughput that must be kept. */
export interface Requirement {
  readonly metric: 'pp' | 'tg';
  readonly keep: Share;
}

/** Where a number of the profile comes from. */
export interface SourceNote {
  readonly field: string;
  readonly grade: 'spec' | 'measured' | 'assumed';
  readonly note: string;
}

/** A profile after parsing: nothing in it is left to check. */
export interface Profile {
  readonly schema: 'profile/1';
  readonly name: string;
  readonly title: string;
  readonly constraints: Constraints;
  readonly sweeps: readonly Sweep[];
  readonly workload: WorkloadSpec;
  readonly requirements: readonly Requirement[];
  readonly sources: readonly SourceNote[];
}
