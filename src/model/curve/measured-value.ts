import { findEvidence, type Evidence } from '../evidence.ts';
import type { PageCacheEvidence } from '../kernel-evidence.ts';
import { readBandwidthOf, readOperationsOf, type ReadRates } from '../read-rates.ts';
import type { BytesPerSecond } from '../units.ts';

const dropRateOf = ({ droppedBytes, runningNs }: PageCacheEvidence): BytesPerSecond | undefined =>
  runningNs > 0 ? (droppedBytes * 1e9) / runningNs : undefined;

/** By the end of a run the model is loaded; before, reads after a pause run ahead of a cap. */
const busiestOf = ({ latePerSecond, busiestPerSecond }: ReadRates): number =>
  latePerSecond ?? busiestPerSecond;

/** What shows of a parameter of the kernel's constraints whether it acted. */
const readers: Readonly<Record<string, (evidence: readonly Evidence[]) => number | undefined>> = {
  'memory.max': (evidence) => findEvidence(evidence, 'memory')?.peakBytes,
  'memory.swap': (evidence) => findEvidence(evidence, 'memory')?.swapBytesMax,
  'volume.readAhead': (evidence) => findEvidence(evidence, 'volume')?.readAheadBytes,
  'io.readBandwidth': (evidence) => {
    const io = findEvidence(evidence, 'io');
    return io === undefined ? undefined : busiestOf(readBandwidthOf(io));
  },
  'io.readIops': (evidence) => {
    const io = findEvidence(evidence, 'io');
    return io === undefined ? undefined : busiestOf(readOperationsOf(io));
  },
  'pageCache.drop': (evidence) => {
    const pageCache = findEvidence(evidence, 'page-cache');
    return pageCache === undefined ? undefined : dropRateOf(pageCache);
  },
  'background.rate': (evidence) => findEvidence(evidence, 'background')?.achieved,
};

/** Whether the evidence of a run shows a value to hold against what is asked of a parameter. */
export const isMeasured = (parameter: string): boolean => Object.hasOwn(readers, parameter);

/**
 * The value in a run's evidence that stands against what was asked of a parameter, in its counting
 * unit: the peak of memory and swap, the read rate in the busiest 0.4 s of the last quarter, the rates
 * of eviction and of background load. Undefined for the tier's parameters, whose evidence is each test's own.
 */
export const measuredValue = (
  evidence: readonly Evidence[],
  parameter: string,
): number | undefined => readers[parameter]?.(evidence);
