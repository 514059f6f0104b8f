import type { WorkloadSpec } from '../../model/profile/profile.ts';
import type { HostProbe } from '../../ports/host-probe.ts';
import type { PageCache } from '../../ports/page-cache.ts';

/** What the driver needs. */
export interface StartContext {
  readonly pageCache: PageCache;
  readonly probe: Pick<HostProbe, 'memory'>;
  /** What every run is to start from; nothing but what constraints need when absent. */
  readonly asked?: WorkloadSpec['start'];
  /** Where `pageCache` asks for an eviction, all of the machine's page cache is evicted, not only the model's. */
  readonly dropGlobal: boolean;
  /** Tells the user what is doubtful about all runs. */
  readonly warn: (message: string) => void;
  readonly signal: AbortSignal;
}
