import type { Failure, Miss } from '../model/failure.ts';
import type { Result } from '../model/result.ts';
import type { ScopeKind, ScopeRequest } from '../model/scope.ts';
import type { Bytes } from '../model/units.ts';

/** What the kernel has counted for a scope since it was made. Whatever this kernel does not tell is absent. */
export interface ScopeCounters {
  /** Memory charged now, page cache included. */
  readonly memoryBytes?: Bytes;
  /** Most memory charged at any moment. */
  readonly memoryPeakBytes?: Bytes;
  /** Memory without a file behind it, now. */
  readonly anonymousBytes?: Bytes;
  /** Page cache, now. */
  readonly fileBytes?: Bytes;
  /** Page cache that processes have mapped, now; part of `fileBytes`. */
  readonly mappedFileBytes?: Bytes;
  readonly swapBytes?: Bytes;
  /** How often the memory limit was met. */
  readonly limitHits?: number;
  /** Processes that the kernel killed at the limit. */
  readonly oomKills?: number;
  /** Evicted page cache that was read again. */
  readonly refaultedBytes?: Bytes;
  /** Page faults that waited for a device. */
  readonly majorFaults?: number;
  /** Read from the limited device, or from all where none is limited. */
  readonly readBytes?: Bytes;
  readonly readOperations?: number;
  /** Time in which at least one process waited for memory, from PSI. */
  readonly memoryPressureNs?: number;
  /** Time in which at least one process waited for a device, from PSI. */
  readonly ioPressureNs?: number;
}

/** A group of processes under common limits; leaving the block ends them and removes it. */
export interface Scope extends AsyncDisposable {
  readonly kind: ScopeKind;
  readonly name: string;
  /** Where it is in the kernel's tree, for people: a path or a unit. */
  readonly place: string;
  /** Limits read back after writing, by parameter, in counting units. */
  readonly applied: Readonly<Record<string, number>>;
  /** What is doubtful about it, in words; none when absent. */
  readonly warnings?: readonly string[];
  /** Stands before an argument vector: a command that enters the scope and then becomes the program. */
  readonly entry: readonly string[];
  /** Readable until the scope is removed, also when its processes have ended. */
  counters(): Promise<Result<ScopeCounters, Failure>>;
  /** Ids of the processes of the workload in it. */
  processes(): Promise<readonly number[]>;
  /**
   * Takes about so many bytes of page cache away from the processes, mapped or not. Gives how many
   * really left; fewer, down to 0, where there is no more.
   */
  reclaim(bytes: Bytes): Promise<Result<Bytes, Failure>>;
  /**
   * Kills every process of the workload in it and returns when they are gone. Fails with
   * `processes-left` when some still are not after a minute: one that waits for a slow or capped
   * device ends only with its reads.
   */
  kill(): Promise<Result<void, Failure>>;
}

/** A way of making scopes. */
export interface ScopeMaker {
  readonly kind: ScopeKind;
  /** What this host lacks for such a scope; empty when it can be made. */
  check(request: ScopeRequest): Promise<readonly Miss[]>;
  /** Exactly what `open` does, one line each: a command line, or a file and what is written into it. */
  describe(request: ScopeRequest): readonly string[];
  /** Makes the scope, empty, with its limits in force and read back: another value than asked is a failure. */
  open(request: ScopeRequest): Promise<Result<Scope, Failure>>;
}
