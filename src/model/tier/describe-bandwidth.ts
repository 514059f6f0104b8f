import type { TierConstraint } from '../profile/profile.ts';
import { describeQuantity, type BytesPerSecond, type Nanoseconds } from '../units.ts';
import { effectiveBandwidth, sustainedBandwidth, writtenBandwidth } from './effective-bandwidth.ts';
import { meanLatency } from './mean-latency.ts';

const rate = (value: BytesPerSecond): string => describeQuantity('bytes-per-second', value);
const time = (value: Nanoseconds): string => describeQuantity('time', value);

const describeQueue = (tier: TierConstraint): string => {
  const { queueDepth = 0, accessSize = 0, readLatency } = tier;
  const latency = readLatency === undefined ? 0 : meanLatency(readLatency);
  const accesses = queueDepth === 1 ? '1 access' : `${queueDepth} accesses`;
  const mean = readLatency?.kind === 'quantiles' ? ' on average' : '';
  return `${accesses} of ${describeQuantity('bytes', accessSize)} in flight at ${time(latency)}${mean}`;
};

/**
 * What a tier can deliver where that is not the bandwidth it asks for, and why, such as
 * `effective 41.94 GB/s: 1024 accesses of 4 KiB in flight at 100 us`; one text for each reason, each
 * with what is left after it. Only what comes before a scale is in the device's own numbers.
 */
export const describeBandwidth = (tier: TierConstraint): readonly string[] => {
  const [effective, sustained] = [effectiveBandwidth(tier), sustainedBandwidth(tier)];
  const written = writtenBandwidth(tier);
  const { scale, stall, readBandwidth } = tier;
  return [
    ...(written === undefined || written === readBandwidth
      ? []
      : [`effective ${rate(written)}: ${describeQueue(tier)}`]),
    ...(effective === undefined || scale === undefined
      ? []
      : [
          `applied ${rate(effective)}: scaled by ${rate(scale.host)} / ${rate(scale.referenceBandwidth)}`,
        ]),
    ...(sustained === undefined || stall === undefined
      ? []
      : [
          `sustained ${rate(sustained)}: stalled for ${time(stall.for)} of every ${time(stall.every)}`,
        ]),
  ];
};
