import type { Miss } from '../failure.ts';
import type { Case } from '../plan.ts';
import type { TierConstraint } from '../profile/profile.ts';
import { effectiveBandwidth } from '../tier/effective-bandwidth.ts';
import { resolveTier } from '../tier/resolved-tier.ts';
import { timeOnHost } from '../tier/scale.ts';
import { describeQuantity, type Bytes } from '../units.ts';
import type { Calibration, CalibrationPoint, PointKind } from './calibration.ts';
import { calibrationTolerance, latencyToleranceNs, summarizePoint } from './summarize-point.ts';

/** Cases whose level this host delivers only in part, or barely. */
export interface CaseWarning {
  readonly caseIds: readonly string[];
  readonly text: string;
}

/** What a calibration says of the cases of a plan. */
export interface CalibrationCheck {
  /** Cases that cannot be measured here: what they ask is beyond what the tier delivers. */
  readonly misses: readonly Miss[];
  readonly warnings: readonly CaseWarning[];
  /** Unit sizes of cases of which nothing was measured, in bytes, rising. */
  readonly unknownUnits: readonly Bytes[];
}

/** From this share of the ceiling on, the pager's own time is a large part of the time that is asked for. */
const cautiousShare = 0.5;

/** A measured level says something of others up to this factor away. */
const nearFactor = 2;

const pointsFor = (
  { points }: Calibration,
  kind: PointKind,
  unitBytes: Bytes,
): readonly CalibrationPoint[] =>
  points.filter((each) => each.kind === kind && each.unitBytes === unitBytes);

const day = (utc: string): string => utc.slice(0, 10);
const rate = (value: number): string => describeQuantity('bytes-per-second', value);
const time = (value: number): string => describeQuantity('time', value);
const percent = (share: number): string =>
  `${share < 0 ? '' : '+'}${Number((share * 100).toPrecision(2))} %`;

/** The measured level nearest to one that is asked for. */
const nearest = (
  points: readonly CalibrationPoint[],
  asked: number,
): CalibrationPoint | undefined => {
  const distance = (point: CalibrationPoint): number =>
    Math.abs(Math.log((point.asked ?? 0) / asked));
  const [first] = points.toSorted((one, other) => distance(one) - distance(other));
  return first !== undefined && distance(first) <= Math.log(nearFactor) ? first : undefined;
};

/** Something to say of a case. With a remedy it is beyond what can be measured, without it is doubtful. */
interface Finding {
  readonly text: string;
  readonly remedy?: string;
}

const missedNearby = (
  points: readonly CalibrationPoint[],
  asked: number,
  describe: (value: number) => string,
): Finding | undefined => {
  const point = nearest(points, asked);
  if (point === undefined) return undefined;
  const { verdict, median, error } = summarizePoint(point);
  if (verdict !== 'missed' || error === undefined) return undefined;
  return {
    text:
      `asked ${describe(asked)}; where calibration asked ${describe(point.asked ?? 0)}, this host's tier ` +
      `delivered ${describe(median)} (${percent(error)}, measured ${day(point.measuredUtc)})`,
  };
};

const judgeBandwidth = (
  calibration: Calibration,
  unit: number,
  asked: number,
): Finding | undefined => {
  const [ceiling] = pointsFor(calibration, 'ceiling', unit);
  if (ceiling !== undefined) {
    const most = summarizePoint(ceiling).median;
    const measured = `${rate(most)} (calibrated ${day(ceiling.measuredUtc)})`;
    if (asked > most)
      return {
        text: `asked ${rate(asked)}, this host's tier delivers at most ${measured}`,
        remedy: `ask for less than ${rate(most)}, or measure again with 'emulate calibrate'`,
      };
    if (asked > most * cautiousShare)
      return {
        text: `asked ${rate(asked)}, more than half of the most that this host's tier delivers, ${measured}`,
      };
  }
  return missedNearby(pointsFor(calibration, 'bandwidth', unit), asked, rate);
};

const judgeLatency = (
  calibration: Calibration,
  unit: number,
  asked: number,
): Finding | undefined => {
  const [floor] = pointsFor(calibration, 'floor', unit);
  if (floor !== undefined) {
    const least = summarizePoint(floor).median;
    // A latency just below the floor is still delivered within the tolerance.
    if (asked < least - Math.max(latencyToleranceNs, asked * calibrationTolerance))
      return {
        text:
          `asked ${time(asked)}, less than this host's tier takes for a unit by itself, ` +
          `${time(least)} (calibrated ${day(floor.measuredUtc)})`,
      };
  }
  return missedNearby(pointsFor(calibration, 'latency', unit), asked, time);
};

interface LimitedTier {
  readonly caseId: string;
  readonly tier: TierConstraint;
  readonly unitBytes: Bytes;
}

const limitedTiers = (cases: readonly Case[]): readonly LimitedTier[] =>
  cases.flatMap(({ id, kind, constraints: { tier } }) => {
    if (tier === undefined || kind === 'baseline' || kind === 'null') return [];
    const resolved = resolveTier(tier);
    return resolved.ok ? [{ caseId: id, tier, unitBytes: resolved.value.unitBytes }] : [];
  });

const judgeTier = (
  calibration: Calibration,
  { tier, unitBytes }: LimitedTier,
): readonly Finding[] => {
  const bandwidth = effectiveBandwidth(tier);
  const { readLatency } = tier;
  const latency = timeOnHost(
    tier,
    readLatency?.kind === 'fixed' ? readLatency.value : (readLatency?.p50 ?? 0),
  );
  const found = [
    bandwidth === undefined ? undefined : judgeBandwidth(calibration, unitBytes, bandwidth),
    latency === 0 ? undefined : judgeLatency(calibration, unitBytes, latency),
  ];
  return found.filter((each) => each !== undefined);
};

const named = (caseIds: readonly string[]): string =>
  `${caseIds.length === 1 ? 'case' : 'cases'} ${caseIds.map((id) => `'${id}'`).join(', ')}`;

/** A warning on one line, e.g. `case 'nominal': asked 50 GB/s, ...`. */
export const describeWarning = ({ caseIds, text }: CaseWarning): string =>
  `${named(caseIds)}: ${text}`;

/**
 * Holds the cases of a plan against what the tier was measured to deliver on this host. Beyond the
 * ceiling a case is missed; in the upper half below it, below the floor of latency, or near a level
 * that was missed by more than 5 %, it is warned of. Only points of the case's own unit size count.
 * Cases of which the same is said share a line.
 */
export const checkByCalibration = (
  cases: readonly Case[],
  calibration: Calibration,
): CalibrationCheck => {
  const found = new Map<string, Finding & { readonly caseIds: string[] }>();
  const tiers = limitedTiers(cases);
  for (const each of tiers)
    for (const finding of judgeTier(calibration, each)) {
      const known = found.get(finding.text);
      if (known === undefined) found.set(finding.text, { ...finding, caseIds: [each.caseId] });
      else known.caseIds.push(each.caseId);
    }
  const units = new Set(tiers.map(({ unitBytes }) => unitBytes));
  const all = [...found.values()];
  return {
    misses: all.flatMap(({ caseIds, text, remedy }) =>
      remedy === undefined ? [] : [{ what: `${named(caseIds)}: ${text}`, remedy }],
    ),
    warnings: all.flatMap(({ caseIds, text, remedy }) =>
      remedy === undefined ? [{ caseIds, text }] : [],
    ),
    unknownUnits: [...units]
      .filter((unit) => !calibration.points.some(({ unitBytes }) => unitBytes === unit))
      .toSorted((one, other) => one - other),
  };
};
