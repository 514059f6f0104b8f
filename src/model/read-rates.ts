import type { IoEvidence } from './kernel-evidence.ts';

/** Reads of one kind: by whose counters, how many, and how fast. */
export interface ReadRates {
  /** The scope's own reads, or everybody's where the kernel does not count them apart. */
  readonly by: 'scope' | 'device';
  readonly total: number;
  /** Over the whole run. */
  readonly perSecond: number;
  /** In the busiest window of about 0.4 s; over the whole run where there was none. */
  readonly busiestPerSecond: number;
  /** The same in the last quarter of the run; absent for a run that is too short for it. */
  readonly latePerSecond?: number;
}

interface Busiest {
  readonly ever: number | undefined;
  readonly late: number | undefined;
}

const ratesOf = (
  own: number | undefined,
  device: number,
  { ever, late }: Busiest,
  wallNs: number,
): ReadRates => {
  const total = own ?? device;
  const perSecond = wallNs > 0 ? (total * 1e9) / wallNs : 0;
  return {
    by: own === undefined ? 'device' : 'scope',
    total,
    perSecond,
    busiestPerSecond: ever ?? perSecond,
    ...(late === undefined ? {} : { latePerSecond: late }),
  };
};

/** Bytes that the workload read from the device. */
export const readBandwidthOf = (io: IoEvidence): ReadRates =>
  ratesOf(
    io.readBytes,
    io.deviceReadBytes,
    { ever: io.busiestBytesPerSecond, late: io.busiestBytesPerSecondLate },
    io.wallNs,
  );

/** Read operations of the workload on the device. */
export const readOperationsOf = (io: IoEvidence): ReadRates =>
  ratesOf(
    io.readOperations,
    io.deviceReadOperations,
    { ever: io.busiestOperationsPerSecond, late: io.busiestOperationsPerSecondLate },
    io.wallNs,
  );
