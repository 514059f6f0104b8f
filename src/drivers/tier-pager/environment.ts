import { quantileName, type LatencyPoint } from '../../model/tier/latency-points.ts';
import type { ResolvedTier } from '../../model/tier/resolved-tier.ts';
import type { CountersHeader, PagerMode } from './counters.ts';
import { modelParts } from './model-parts.ts';

/**
 * When the tier begins to act: at the first measured test of a llama-bench, or as soon as the
 * weights are used, for any other program.
 */
export type Arming = 'test' | 'use';

/** What the pager does in a case: paged when a limit is set, held in the null case, else only recorded. */
export interface PagerSetting {
  readonly mode: PagerMode;
  readonly arm: Arming;
  readonly tier?: ResolvedTier;
}

/** Files that the library is told of. */
export interface PagerPaths {
  readonly library: string;
  readonly counters: string;
  /** The model or one part of it, and whatever else is to be held. */
  readonly models: readonly string[];
}

const describeTier = (tier: ResolvedTier, arm: Arming): Readonly<Record<string, string>> => ({
  EMULATE_TIER_BANDWIDTH: String(tier.bandwidth ?? 0),
  EMULATE_TIER_LATENCY: tier.latency.map(({ ppm, ns }) => `${ppm}:${ns}`).join(','),
  EMULATE_TIER_ACCESS: String(tier.accessBytes),
  EMULATE_TIER_PREFETCH_UNITS: String(tier.prefetchUnits),
  EMULATE_TIER_BUFFER_UNITS: String(tier.bufferUnits),
  EMULATE_TIER_RESIDENCY_PPM: String(tier.residencyPpm),
  EMULATE_TIER_PLACEMENT: tier.placement,
  EMULATE_TIER_STALL_EVERY_NS: String(tier.stall?.everyNs ?? 0),
  EMULATE_TIER_STALL_FOR_NS: String(tier.stall?.forNs ?? 0),
  EMULATE_TIER_STALL_RANDOM: tier.stall?.random === true ? '1' : '0',
  EMULATE_TIER_SEED: String(tier.seed),
  EMULATE_TIER_ARM: arm,
});

/** The environment that tells the library what to do. Where nothing is paged only the unit matters. */
export const pagerEnvironment = (
  { mode, tier, arm }: PagerSetting,
  paths: PagerPaths,
): Readonly<Record<string, string>> => ({
  LD_PRELOAD: paths.library,
  EMULATE_TIER_MODE: mode,
  EMULATE_TIER_COUNTERS: paths.counters,
  EMULATE_TIER_MODEL: paths.models.flatMap((path) => modelParts(path)).join('\n'),
  ...(tier === undefined ? {} : { EMULATE_TIER_UNIT: String(tier.unitBytes) }),
  ...(tier === undefined || mode !== 'page' ? {} : describeTier(tier, arm)),
});

/** One latency under its own name, quantiles under theirs. */
const latencyValues = (points: readonly LatencyPoint[]): Readonly<Record<string, number>> =>
  points.length < 2
    ? { 'tier.readLatency': points[0]?.ns ?? 0 }
    : Object.fromEntries(
        points.map(({ ppm, ns }) => [`tier.readLatency.${quantileName(ppm) ?? `${ppm} ppm`}`, ns]),
      );

/**
 * What the library would do with a setting, by parameter: compared with what it read back. Words are
 * numbers here: `tier.placement` is 1 for layers, `tier.stall.pattern` 1 for random, else 0.
 */
export const askedOfPager = ({ mode, tier }: PagerSetting): Readonly<Record<string, number>> =>
  mode !== 'page' || tier === undefined
    ? {}
    : {
        'tier.unitSize': tier.unitBytes,
        'tier.effectiveBandwidth': tier.bandwidth ?? 0,
        ...latencyValues(tier.latency),
        'tier.accessSize': tier.accessBytes,
        'tier.prefetch': tier.prefetchUnits * tier.unitBytes,
        'tier.buffer': tier.bufferUnits * tier.unitBytes,
        'tier.residency': tier.residencyPpm / 1e6,
        'tier.placement': tier.placement === 'layers' ? 1 : 0,
        'tier.stall.every': tier.stall?.everyNs ?? 0,
        'tier.stall.for': tier.stall?.forNs ?? 0,
        'tier.stall.pattern': tier.stall?.random === true ? 1 : 0,
        'tier.seed': tier.seed,
      };

/** What the library had in force, read back from its counters. */
export const appliedByPager = ({
  mode,
  unitBytes,
  applied,
}: CountersHeader): Readonly<Record<string, number>> =>
  mode !== 'page'
    ? {}
    : {
        'tier.unitSize': unitBytes,
        'tier.effectiveBandwidth': applied.bandwidth,
        ...latencyValues(applied.latency),
        'tier.accessSize': applied.accessBytes,
        'tier.prefetch': applied.prefetchUnits * unitBytes,
        'tier.buffer': applied.bufferUnits * unitBytes,
        'tier.residency': applied.residencyPpm / 1e6,
        'tier.placement': applied.placement,
        'tier.stall.every': applied.stallEveryNs,
        'tier.stall.for': applied.stallForNs,
        'tier.stall.pattern': applied.stallRandom,
        'tier.seed': applied.seed,
      };
