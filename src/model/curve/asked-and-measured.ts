import { median } from 'simple-statistics';
import type { Dimension } from '../dimension.ts';
import { tierEvidenceIn } from '../evidence.ts';
import type { Case } from '../plan.ts';
import { readParameter } from '../profile/parameter-value.ts';
import { findParameter } from '../profile/parameters.ts';
import type { RunRecord, Sample } from '../run-record.ts';
import { effectiveBandwidth, sustainedBandwidth } from '../tier/effective-bandwidth.ts';
import { measuredBandwidth } from '../tier/measured-bandwidth.ts';
import type { BytesPerSecond } from '../units.ts';
import { isMeasured, measuredValue } from './measured-value.ts';

/** What a case asks for, and what its runs show of it. */
export interface AskedAndMeasured {
  /** What the numbers count. */
  readonly dimension: Dimension;
  /** Absent without a limit. */
  readonly asked?: number;
  /** Bandwidth that is left of the tier's over many stalls; absent where the tier has none. */
  readonly sustained?: BytesPerSecond;
  /** The median over rounds. */
  readonly measured?: number;
}

/** One test's value in one round, with its run. */
export interface MeasuredRun {
  readonly record: RunRecord;
  readonly sample: Sample;
}

/** The median of the values that are given; undefined when none is. */
export const medianOf = (values: readonly (number | undefined)[]): number | undefined => {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? undefined : median(given);
};

const tierBandwidthIn = ({ record, sample }: MeasuredRun): BytesPerSecond | undefined => {
  const counters = sample.tier ?? tierEvidenceIn(record.evidence);
  return counters === undefined ? undefined : measuredBandwidth(counters);
};

const compareTier = (
  { constraints: { tier } }: Case,
  counted: readonly MeasuredRun[],
): AskedAndMeasured | undefined => {
  const asked = tier === undefined ? undefined : effectiveBandwidth(tier);
  const sustained = tier?.stall === undefined ? undefined : sustainedBandwidth(tier);
  const measured = medianOf(counted.map(tierBandwidthIn));
  if (asked === undefined && measured === undefined) return undefined;
  return {
    dimension: 'bytes-per-second',
    ...(asked === undefined ? {} : { asked }),
    ...(sustained === undefined ? {} : { sustained }),
    ...(measured === undefined ? {} : { measured }),
  };
};

/**
 * What a case asks of a swept parameter and what was measured of it. A parameter of the tier, or none,
 * stands for the tier's effective bandwidth, which all of them act on. A size that is a share of the
 * model has its bytes from the records, of which `recorded` are all, those that failed included.
 */
export const compareWithAsked = (
  subject: Case,
  parameter: string | undefined,
  counted: readonly MeasuredRun[],
  recorded: readonly RunRecord[],
): AskedAndMeasured | undefined => {
  const dimension = parameter === undefined ? undefined : findParameter(parameter)?.dimension;
  if (parameter === undefined || dimension === undefined || !isMeasured(parameter))
    return compareTier(subject, counted);
  const asked =
    recorded.find((record) => parameter in record.asked)?.asked[parameter] ??
    readParameter(subject.constraints, parameter);
  const measured = medianOf(counted.map(({ record }) => measuredValue(record.evidence, parameter)));
  if (asked === undefined && measured === undefined) return undefined;
  return {
    dimension,
    ...(asked === undefined ? {} : { asked }),
    ...(measured === undefined ? {} : { measured }),
  };
};
