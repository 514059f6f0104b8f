import type { HostActivity } from '../disturbance/activity.ts';
import type { Miss } from '../failure.ts';
import type { HostFacts } from '../host-facts.ts';
import type { WorkloadFacts } from '../manifest.ts';
import type { MemoryRoom } from '../memory-room.ts';
import type { Result } from '../result.ts';
import type { HostState } from '../run-record.ts';
import type { Controller, ScopeKind } from '../scope.ts';
import type { Bytes } from '../units.ts';

/** What was found of something, or what is missing for it. */
export type Looked<Facts> = Result<Facts, readonly Miss[]>;

/** What surrounds this program besides the machine itself. */
export interface Surroundings {
  /** Version of the GNU C library that this program runs with; absent for any other library. */
  readonly glibc?: string;
  /** What kind of container this is, as far as it can be seen; absent outside of one. */
  readonly container?: string;
  /** The Windows Subsystem for Linux. */
  readonly isWsl: boolean;
}

/** The library that is the tier. */
export interface LibraryFacts {
  /** It was in the cache; otherwise it was compiled for the look, and thrown away. */
  readonly isCached: boolean;
}

/** The llama-bench that a run would use. */
export type BenchFacts =
  | {
      readonly kind: 'found';
      readonly origin: WorkloadFacts['origin'];
      readonly path: string;
      readonly version: string;
    }
  /** Nothing was found, and everything that building one calls is there. */
  | { readonly kind: 'buildable' };

/** The model that a run would use. */
export interface PlannedModel {
  readonly path: string;
  readonly bytes: Bytes;
  /** False for the demo model until it is made, on first use. */
  readonly isThere: boolean;
}

/** What one kind of scope lacks for each of its controllers; nothing where it can be used. */
export interface ScopeLook {
  readonly kind: ScopeKind;
  readonly controllers: Readonly<Record<Controller, readonly Miss[]>>;
}

/** The disk on which a cap would act. */
export interface CapFacts {
  readonly device: string;
  readonly filesystem: string;
}

/** What one way of holding a volume's blocks lacks. */
export interface VolumeLook {
  readonly backing: string;
  readonly misses: readonly Miss[];
}

/** The page cache, tried on a small file beside the model; undefined where none could be written there. */
export interface PageCacheLook {
  /** What the eviction of a file lacks. */
  readonly evicts: readonly Miss[] | undefined;
  /** What the proof of it lacks: how much of a file is in memory. */
  readonly proves: readonly Miss[] | undefined;
}

/** One thing that keeps a profile from being run. */
export interface ProfileLack {
  /** In a word, e.g. `scope`. */
  readonly part: string;
  readonly misses: readonly Miss[];
}

/** Whether a shipped profile can be run as it stands. */
export interface ProfileLook {
  readonly name: string;
  /** What makes its scopes; absent where it needs none, or none can be made. */
  readonly scope?: ScopeKind;
  /** Empty where it can be run. */
  readonly lacks: readonly ProfileLack[];
}

/** Everything that was seen of a host. Each part comes from the same code as in a run. */
export interface Inspection {
  readonly toolVersion: string;
  readonly host: HostFacts;
  readonly state: HostState;
  readonly surroundings: Surroundings;
  /** Effective user id; 0 is root. */
  readonly uid: number;
  readonly hasSwap: boolean;
  readonly library: Looked<LibraryFacts>;
  readonly bench: Looked<BenchFacts>;
  readonly model: Looked<PlannedModel>;
  /** Undefined where nothing tells. */
  readonly room: MemoryRoom | undefined;
  /** Free on the disk where results go by default; undefined where nothing tells. */
  readonly freeBytes: Bytes | undefined;
  readonly scopes: readonly ScopeLook[];
  readonly cap: Looked<CapFacts>;
  readonly volumes: readonly VolumeLook[];
  readonly pageCache: PageCacheLook;
  /** What fio beside the workload lacks, apart from a scope and a disk. */
  readonly load: readonly Miss[];
  /** What was seen of the machine while this program looked. */
  readonly activity: HostActivity | undefined;
  readonly profiles: readonly ProfileLook[];
}
