import { findEvidence, type Evidence } from '../evidence.ts';
import type { IoEvidence } from '../kernel-evidence.ts';
import type { IoConstraint } from '../profile/profile.ts';
import { readBandwidthOf, readOperationsOf, type ReadRates } from '../read-rates.ts';
import type { Verdict } from '../run-record.ts';
import { describeQuantity } from '../units.ts';
import type { Judged } from './judged.ts';
import { bound, failedBecause, notBinding, violated } from './verdict-values.ts';
import { findHeldWeights, hintAtCopies } from './weights.ts';

/**
 * Share of a cap at which it is what the workload waits for. It need not be reached all the time: where
 * computing and reading alternate, a cap delays every reading and the mean stays far below it. The
 * free reads after a pause are no more than two of the kernel's slices, half of a window of 0.4 s.
 */
const reachedFrom = 0.9;
const tolerance = 0.05;
/**
 * Seconds of a cap that may come on top: the kernel hands it out in slices of up to 100 ms
 * (`DFL_THROTL_SLICE` in block/blk-throttle.c), and the first one is free.
 */
const burstSeconds = 0.1;
/** Share of a cap below which next to nothing was read. */
const nothingBelow = 0.01;
/** Shares of the model: at most so much is read by loading alone, and so much of it is read again. */
const loadingReads = { atMost: 1.05, again: 0.01 } as const;

const bytes = (value: number): string => describeQuantity('bytes', Math.round(value));

interface Cap {
  readonly parameter: 'io.readBandwidth' | 'io.readIops';
  readonly asked: number;
  readonly inForce: number | undefined;
  readonly read: ReadRates;
  /** Where the scope's counters may count what was asked for and not delivered: what all were given. */
  readonly delivered: number;
  readonly rate: (value: number) => string;
}

const capsOf = (asked: IoConstraint, found: IoEvidence): readonly Cap[] => {
  const { readBandwidth, readIops } = asked;
  return [
    ...(readBandwidth === undefined
      ? []
      : [
          {
            parameter: 'io.readBandwidth' as const,
            asked: readBandwidth,
            inForce: found.readBandwidth,
            read: readBandwidthOf(found),
            delivered: found.deviceReadBytes,
            rate: (value: number) => describeQuantity('bytes-per-second', value),
          },
        ]),
    ...(readIops === undefined
      ? []
      : [
          {
            parameter: 'io.readIops' as const,
            asked: readIops,
            inForce: found.readIops,
            read: readOperationsOf(found),
            delivered: Infinity,
            rate: (value: number) => `${Math.round(value)} reads a second`,
          },
        ]),
  ];
};

const judgeKept = (cap: Cap, wallNs: number): Verdict => {
  const { asked, inForce, read, rate, parameter } = cap;
  if (inForce === undefined)
    return violated(`Asked for ${parameter} of ${rate(asked)}, but no such cap was in force.`);
  const most = asked * ((1 + tolerance) * (wallNs / 1e9) + burstSeconds);
  const total = Math.min(read.total, cap.delivered);
  if (total <= most) return bound;
  const counters =
    read.by === 'scope' ? '' : " by the device's counters, which count everybody's reads";
  return violated(
    `Asked for at most ${rate(asked)}, measured ${rate((total * 1e9) / wallNs)} over the whole run${counters} ` +
      `(more than ${tolerance * 100} % above). The cap was not kept; the measurement says nothing about this level.`,
  );
};

/** A benchmark's tests come after loading, which reads faster; a program is limited from its start. */
const lateOf = ({ read }: Cap, span: Judged['span']): number | undefined =>
  span === 'program' ? undefined : read.latePerSecond;

const shareOf = (cap: Cap, span: Judged['span']): number =>
  (lateOf(cap, span) ?? cap.read.busiestPerSecond) / cap.asked;

const whyNotReached = (caps: readonly Cap[], found: IoEvidence, span: Judged['span']): string => {
  const [first, ...others] = caps;
  if (first === undefined) return '';
  const nearest = others.reduce(
    (best, each) => (shareOf(each, span) > shareOf(best, span) ? each : best),
    first,
  );
  const share = shareOf(nearest, span);
  if (share < nothingBelow)
    return (
      `The workload read ${bytes(readBandwidthOf(found).total)} from ${found.devicePath}: the page cache held what it ` +
      'needs. Set memory.max below the size of the model, or evict it while it is in use with pageCache.drop.'
    );
  const { parameter, asked, rate } = nearest;
  const busiest = rate(share * asked);
  const when = lateOf(nearest, span) === undefined ? '' : ' once the model is loaded';
  return (
    `The workload asks for less than the cap${when}: ${busiest} in the busiest 0.4 s, ` +
    `${describeQuantity('share', Number(share.toPrecision(2)))} of ${rate(asked)}. ` +
    `Set ${parameter} below ${busiest}.`
  );
};

/** Loading reads the model once; weights that the tests read from the device are read more often. */
const isLoadingAlone = (found: IoEvidence, evidence: readonly Evidence[]): boolean => {
  const counted = findEvidence(evidence, 'memory') ?? findEvidence(evidence, 'page-cache');
  if (counted === undefined || counted.modelBytes === 0) return false;
  const { modelBytes, refaultedBytes = 0 } = counted;
  return (
    readBandwidthOf(found).total <= loadingReads.atMost * modelBytes &&
    refaultedBytes < loadingReads.again * modelBytes
  );
};

const judgeReached = (judged: Judged, caps: readonly Cap[], found: IoEvidence): Verdict => {
  const held = findHeldWeights(judged);
  if (held !== undefined)
    return notBinding(`${held.why} A cap on the device cannot slow the tests down. ${held.remedy}`);
  if (judged.span === 'tests' && isLoadingAlone(found, judged.evidence))
    return notBinding(
      `The workload read ${bytes(readBandwidthOf(found).total)} from ${found.devicePath}, the model at most once: while ` +
        'it was loaded. The tests found it in the page cache. Set memory.max below the size of the model, or ' +
        `evict it while it is in use with pageCache.drop.${hintAtCopies(judged)}`,
    );
  return caps.some((cap) => shareOf(cap, judged.span) >= reachedFrom)
    ? bound
    : notBinding(whyNotReached(caps, found, judged.span) + hintAtCopies(judged));
};

const judgeNull = ({ readBandwidth, readIops }: IoEvidence): Verdict =>
  readBandwidth === undefined && readIops === undefined
    ? bound
    : violated('A cap on reads was in force in the null case, where nothing may be limited.');

/** Judges a run's caps on reads: what its case asks against what the kernel counted. */
export const judgeIo = (judged: Judged): Verdict => {
  const { evidence, case: subject } = judged;
  const found = findEvidence(evidence, 'io');
  if (found === undefined)
    return failedBecause(
      "Expected counts of what the workload read from the model's device, got none, so nothing proves " +
        'that its cap acted. Use another kind of scope.',
    );
  if (subject.kind === 'null') return judgeNull(found);
  const caps = capsOf(subject.constraints.io ?? {}, found);
  if (caps.length === 0) return bound;
  const broken = caps
    .map((cap) => judgeKept(cap, found.wallNs))
    .find(({ verdict }) => verdict !== 'bound');
  return broken ?? judgeReached(judged, caps, found);
};
