import { z } from 'zod';
import type { Bytes, BytesPerSecond } from './units.ts';

/** What makes the scope in which a workload lives. */
export const scopeKinds = ['systemd', 'systemd-user', 'cgroup-v2', 'cgroup-v1'] as const;
/** What makes the scope in which a workload lives. */
export const ScopeKind = z.enum(scopeKinds);
/** What makes the scope in which a workload lives. */
export type ScopeKind = z.infer<typeof ScopeKind>;

/** A block device as the kernel names it. */
export interface BlockDevice {
  /** `major:minor` of a whole disk, never of a partition. */
  readonly id: string;
  /** Its node, e.g. `/dev/vda`. */
  readonly path: string;
}

/** Caps on what a scope reads from one device. An absent cap is no limit. */
export interface DeviceLimits {
  readonly device: BlockDevice;
  readonly readBandwidth?: BytesPerSecond;
  /** Read operations per second. */
  readonly readIops?: number;
}

/** Limits on the processes in a scope. An absent limit is no limit. */
export interface ScopeLimits {
  /** Most memory, page cache included; a multiple of 64 KiB, the largest page that the kernel rounds to. */
  readonly memoryMax?: Bytes;
  /** Most swap beside it, not the sum of both. */
  readonly swapMax?: Bytes;
  readonly io?: DeviceLimits;
  /** Processors that may be used, e.g. `0-1`. */
  readonly cpus?: string;
}

/** Groups of counters and limits that the kernel keeps for a scope. */
export type Controller = 'memory' | 'io' | 'cpu';

/** A scope to be made. */
export interface ScopeRequest {
  /** `emulate-` and what tells it from every other scope; letters, digits and dashes. */
  readonly name: string;
  readonly limits: ScopeLimits;
  /** What must be counted for it even where nothing is limited. */
  readonly controllers: readonly Controller[];
}
