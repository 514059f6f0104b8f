import type { ResolvedTier } from '../../model/tier/resolved-tier.ts';
import type { CountersHeader, PagerMode } from './counters.ts';

/** What the pager does in a case: paged when a limit is set, held in the null case, else only recorded. */
export interface PagerSetting {
  readonly mode: PagerMode;
  readonly tier?: ResolvedTier;
}

/** The environment that tells the library what to do. */
export const pagerEnvironment = (
  setting: PagerSetting,
  paths: { readonly library: string; readonly counters: string; readonly model: string },
): Readonly<Record<string, string>> => ({
  LD_PRELOAD: paths.library,
  EMULATE_TIER_MODE: setting.mode,
  EMULATE_TIER_COUNTERS: paths.counters,
  EMULATE_TIER_MODEL: paths.model,
  ...(setting.tier === undefined
    ? {}
    : {
        EMULATE_TIER_UNIT: String(setting.tier.unitBytes),
        EMULATE_TIER_BANDWIDTH: String(Math.round(setting.tier.bandwidth ?? 0)),
        EMULATE_TIER_LATENCY_NS: String(Math.round(setting.tier.latencyNs)),
        EMULATE_TIER_PREFETCH_UNITS: String(setting.tier.prefetchUnits),
        EMULATE_TIER_BUFFER_UNITS: String(setting.tier.bufferUnits),
      }),
});

/** What the library would do with a setting, by parameter: compared with what it read back. */
export const askedOfPager = (setting: PagerSetting): Readonly<Record<string, number>> =>
  setting.mode !== 'page' || setting.tier === undefined
    ? {}
    : {
        'tier.unitSize': setting.tier.unitBytes,
        'tier.effectiveBandwidth': Math.round(setting.tier.bandwidth ?? 0),
        'tier.readLatency': Math.round(setting.tier.latencyNs),
        'tier.prefetch': setting.tier.prefetchUnits * setting.tier.unitBytes,
        'tier.buffer': setting.tier.bufferUnits * setting.tier.unitBytes,
      };

/** What the library had in force, read back from its counters. */
export const appliedByPager = (header: CountersHeader): Readonly<Record<string, number>> =>
  header.mode !== 'page'
    ? {}
    : {
        'tier.unitSize': header.unitBytes,
        'tier.effectiveBandwidth': header.bandwidth,
        'tier.readLatency': header.latencyNs,
        'tier.prefetch': header.prefetchUnits * header.unitBytes,
        'tier.buffer': header.bufferUnits * header.unitBytes,
      };
