import type { TierEvidence } from '../model/evidence.ts';
import { measuredBandwidth } from '../model/tier/measured-bandwidth.ts';
import { describeQuantity } from '../model/units.ts';
import { describeCounted } from './counted-text.ts';

const bytes = (value: number): string => describeCounted('bytes', value);
const time = (ns: number): string => describeQuantity('time', ns);
/** Two digits: what comes from a histogram is no finer than its buckets. */
const roughTime = (ns: number): string => time(Number(ns.toPrecision(2)));

const describeFetched = (evidence: TierEvidence): string => {
  const rate = measuredBandwidth(evidence);
  const busy = time(evidence.linkBusyNs);
  return rate === undefined
    ? `${bytes(evidence.bytesFetched)} (link busy for ${busy})`
    : `${bytes(evidence.bytesFetched)} at ${describeQuantity('bytes-per-second', rate)} while the link was busy (${busy})`;
};

const describeWaits = ({ waits, waitNs, stalledNs, waitTimes }: TierEvidence): string => {
  if (waits === 0) return 'none';
  const quantiles =
    waitTimes === undefined
      ? ''
      : ` (by the clock p50 ${roughTime(waitTimes.p50Ns)}, p99 ${roughTime(waitTimes.p99Ns)})`;
  const stalled = stalledNs === 0 ? '' : `, of which ${time(stalledNs)} in stalls`;
  return `${Math.round(waits)}, ${time(waitNs / waits)} on average${quantiles}, ${time(waitNs)} in all${stalled}`;
};

/** What the tier counted, in words. */
export const describeTierEvidence = (
  evidence: TierEvidence,
): readonly (readonly [string, string])[] => [
  ['held', `${bytes(evidence.heldBytes)}, ${bytes(evidence.residentBytes)} of it resident`],
  ['fetched', describeFetched(evidence)],
  ['waits', describeWaits(evidence)],
  [
    'own time',
    `${time(evidence.ownNs)}; waits took ${time(evidence.latenessNs)} longer than asked`,
  ],
];
