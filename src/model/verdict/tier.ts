import {
  tierEvidenceIn,
  type Evidence,
  type TierEvidence,
  type TierTestEvidence,
} from '../evidence.ts';
import type { Case } from '../plan.ts';
import type { TierConstraint } from '../profile/profile.ts';
import type { Verdict } from '../run-record.ts';
import { effectiveBandwidth } from '../tier/effective-bandwidth.ts';
import { measuredBandwidth } from '../tier/measured-bandwidth.ts';
import { defaultBuffer } from '../tier/resolved-tier.ts';
import { describeQuantity } from '../units.ts';
import type { Judged } from './judged.ts';
import { bound, failedBecause, notBinding, violated } from './verdict-values.ts';

/** Largest difference between what was asked and what was measured, as a share of what was asked. */
const tolerance = 0.05;
/** Waits may differ by this much where that is more: two reads of the clock and a processor's attention. */
const waitToleranceNs = 3_000;

const bytes = (value: number): string => describeQuantity('bytes', value);
const rate = (value: number): string => describeQuantity('bytes-per-second', value);
const time = (value: number): string => describeQuantity('time', value);
const share = (value: number): string => describeQuantity('share', value);

const nothingHeld: Verdict = notBinding(
  'The tier held none of the weights. Use a dynamically linked llama-bench that reads the model ' +
    'with mmap or copies it while loading, and a model larger than one unit.',
);

const limits = (tier: TierConstraint): boolean =>
  tier.readBandwidth !== undefined || tier.readLatency !== undefined || tier.stall !== undefined;

/** The program may hold weights that it never reads, such as those that it has copied while loading. */
const weightsIn = ({ usedBytes, heldBytes }: TierEvidence): number =>
  usedBytes > 0 ? usedBytes : heldBytes;

const whyNothingFetched = (tier: TierConstraint, evidence: TierEvidence): string => {
  if (tier.residency !== undefined && tier.residency >= 1)
    return 'Nothing came through the tier: all weights are resident. Set tier.residency below 100 %.';
  const { residentBytes } = evidence;
  const absent = Math.max(0, weightsIn(evidence) - residentBytes);
  const weights =
    residentBytes > 0
      ? `${bytes(absent)} of weights that are not resident`
      : `${bytes(absent)} of weights`;
  const buffer = tier.buffer ?? defaultBuffer;
  if (absent <= buffer)
    return (
      `Nothing came through the tier: all ${weights} fit into the buffer. ` +
      `Set tier.buffer below ${bytes(absent)}, or use a larger model.`
    );
  return (
    `Nothing came through the tier, although ${weights} do not fit into the ` +
    `buffer of ${bytes(buffer)}. The workload did not read them while it was measured: ` +
    'check that the tests ran.'
  );
};

const judgeBandwidth = (tier: TierConstraint, evidence: TierEvidence): Verdict => {
  const asked = effectiveBandwidth(tier);
  if (asked === undefined) return bound;
  const measured = measuredBandwidth(evidence);
  if (measured === undefined)
    return violated(`Asked for ${rate(asked)}, but the data took no time on the link.`);
  if (Math.abs(measured / asked - 1) <= tolerance) return bound;
  const remedy =
    measured < asked
      ? 'This host is too slow or too busy for the level: leave it idle, or ask for less bandwidth.'
      : 'The limit was not kept; the measurement says nothing about this level.';
  return violated(
    `Asked for ${rate(asked)}, measured ${rate(measured)} ` +
      `(more than ${tolerance * 100} % apart). ${remedy}`,
  );
};

/** Latencies and stalls act through waits: they must have taken the time that the model asked for. */
const judgeWaits = (tier: TierConstraint, evidence: TierEvidence): Verdict => {
  const { waits, waitNs, latenessNs } = evidence;
  if (waits === 0 || (tier.readLatency === undefined && tier.stall === undefined)) return bound;
  const [asked, late] = [waitNs / waits, latenessNs / waits];
  if (late <= Math.max(tolerance * asked, waitToleranceNs)) return bound;
  return violated(
    `Asked for waits of ${time(asked)} on average, measured ${time(asked + late)} ` +
      `(more than ${tolerance * 100} % and ${time(waitToleranceNs)} apart). ` +
      'This host is too slow or too busy to end waits in time: leave it idle.',
  );
};

const judgeResidency = (tier: TierConstraint, evidence: TierEvidence): Verdict => {
  const weights = weightsIn(evidence);
  const asked = (tier.residency ?? 0) * weights;
  const { residentBytes, unitBytes } = evidence;
  if (Math.abs(residentBytes - asked) <= Math.max(tolerance * weights, unitBytes)) return bound;
  return violated(
    `Asked for ${share(tier.residency ?? 0)} of ${bytes(weights)} of weights in fast memory, ` +
      `which is ${bytes(Math.round(asked))}; ${bytes(residentBytes)} were there.`,
  );
};

const judgeBuffer = (tier: TierConstraint, evidence: TierEvidence): Verdict => {
  const buffer = tier.buffer ?? defaultBuffer;
  return evidence.openBytesMax <= buffer
    ? bound
    : violated(
        `Up to ${bytes(evidence.openBytesMax)} of weights were in the buffer at once, which holds ${bytes(buffer)}.`,
      );
};

/** In the order in which a breach of one makes the following ones pointless. */
const judgements = [judgeResidency, judgeBuffer, judgeBandwidth, judgeWaits];

const judgeLimited = (tier: TierConstraint, evidence: TierEvidence): Verdict => {
  if (evidence.heldBytes === 0) return nothingHeld;
  if (evidence.bytesFetched === 0) {
    const residency = judgeResidency(tier, evidence);
    if (residency.verdict !== 'bound') return residency;
    return limits(tier) ? notBinding(whyNothingFetched(tier, evidence)) : bound;
  }
  const verdicts = judgements.map((judge) => judge(tier, evidence));
  return verdicts.find(({ verdict }) => verdict !== 'bound') ?? bound;
};

const judgeNull = (evidence: TierEvidence): Verdict => {
  if (evidence.heldBytes === 0) return nothingHeld;
  if (evidence.bytesFetched > 0)
    return violated(
      `${bytes(evidence.bytesFetched)} came through the tier in the null case, where nothing may be absent.`,
    );
  return bound;
};

/** Judges a run's tier constraint: what its case asks against what was counted. */
export const judgeTier = ({ case: subject, evidence }: Judged): Verdict => {
  const found = tierEvidenceIn(evidence);
  if (found === undefined)
    return failedBecause('The tier left no evidence, so nothing proves that it acted.');
  return subject.kind === 'null'
    ? judgeNull(found)
    : judgeLimited(subject.constraints.tier ?? {}, found);
};

/** Judges one test of a run whose tier is bound: something must have come through it meanwhile. */
export const judgeTestOfTier = (
  subject: Pick<Case, 'kind' | 'constraints'>,
  evidence: readonly Evidence[],
  counted: Pick<TierTestEvidence, 'bytesFetched'>,
): Verdict => {
  const found = tierEvidenceIn(evidence);
  const { tier } = subject.constraints;
  const isLimited = subject.kind !== 'baseline' && subject.kind !== 'null';
  return isLimited &&
    tier !== undefined &&
    found !== undefined &&
    limits(tier) &&
    counted.bytesFetched === 0
    ? notBinding(whyNothingFetched(tier, found))
    : bound;
};
