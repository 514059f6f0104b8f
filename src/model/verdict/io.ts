import { findEvidence, type Evidence } from '../evidence.ts';
import type { IoEvidence } from '../kernel-evidence.ts';
import type { IoConstraint } from '../profile/profile.ts';
import { readBandwidthOf, readOperationsOf, type ReadRates } from '../read-rates.ts';
import type { Verdict } from '../run-record.ts';
import { describeQuantity } from '../units.ts';
import type { Judged } from './judged.ts';
import { bound, failedBecause, notBinding, violated } from './verdict-values.ts';
import { findHeldWeights } from './weights.ts';

/** Share of a cap at which it is what the workload waits for. */
const reachedFrom = 0.9;
const tolerance = 0.05;
/**
 * Seconds of a cap that may come on top: the kernel hands it out in slices of up to 100 ms
 * (`DFL_THROTL_SLICE_HD` in block/blk-throttle.c), and the first one is free.
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
            rate: (value: number) => `${Math.round(value)} reads a second`,
          },
        ]),
  ];
};

const judgeKept = ({ asked, inForce, read, rate, parameter }: Cap, wallNs: number): Verdict => {
  if (inForce === undefined)
    return violated(`Asked for ${parameter} of ${rate(asked)}, but no such cap was in force.`);
  const most = asked * ((1 + tolerance) * (wallNs / 1e9) + burstSeconds);
  if (read.total <= most) return bound;
  const counters =
    read.by === 'scope' ? '' : " by the device's counters, which count everybody's reads";
  return violated(
    `Asked for at most ${rate(asked)}, measured ${rate(read.perSecond)} over the whole run${counters} ` +
      `(more than ${tolerance * 100} % above). The cap was not kept; the measurement says nothing about this level.`,
  );
};

const shareOf = ({ asked, read }: Cap): number => read.busiestPerSecond / asked;

const whyNotReached = (caps: readonly Cap[], found: IoEvidence): string => {
  const [first, ...others] = caps;
  if (first === undefined) return '';
  const nearest = others.reduce(
    (best, each) => (shareOf(each) > shareOf(best) ? each : best),
    first,
  );
  if (shareOf(nearest) < nothingBelow)
    return (
      `The workload read ${bytes(readBandwidthOf(found).total)} from ${found.devicePath}: the page cache held what it ` +
      'needs. Set memory.max below the size of the model, or evict it while it is in use with pageCache.drop.'
    );
  const { parameter, asked, rate, read } = nearest;
  return (
    `The workload asks for less than the cap: ${rate(read.busiestPerSecond)} in its busiest second, ` +
    `${describeQuantity('share', Number(shareOf(nearest).toPrecision(2)))} of ${rate(asked)}. ` +
    `Set ${parameter} below ${rate(read.busiestPerSecond)}.`
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
  if (!caps.some((cap) => shareOf(cap) >= reachedFrom))
    return notBinding(whyNotReached(caps, found));
  if (judged.span === 'program' || !isLoadingAlone(found, judged.evidence)) return bound;
  return notBinding(
    `The workload read ${bytes(readBandwidthOf(found).total)} from ${found.devicePath}, the model once: while it was ` +
      'loaded. The tests found it in the page cache. Set memory.max below the size of the model, or ' +
      'evict it while it is in use with pageCache.drop.',
  );
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
