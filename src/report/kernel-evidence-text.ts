import type {
  BackgroundEvidence,
  IoEvidence,
  MemoryEvidence,
  PageCacheEvidence,
  VolumeEvidence,
} from '../model/kernel-evidence.ts';
import { readBandwidthOf } from '../model/read-rates.ts';
import { describeQuantity } from '../model/units.ts';
import { describeCounted } from './counted-text.ts';

type Rows = readonly (readonly [string, string])[];

const bytes = (value: number): string => describeCounted('bytes', value);
const rate = (value: number): string => describeQuantity('bytes-per-second', value);
const time = (ns: number): string => describeQuantity('time', ns);
const times = (value: number): string =>
  Math.round(value) === 1 ? 'once' : `${Math.round(value)} times`;

/** Parts of which those without a value are left out; no row where none has one. */
const row = (
  name: string,
  parts: readonly (readonly [number | undefined, (value: number) => string])[],
): Rows => {
  const said = parts.flatMap(([value, describe]) => (value === undefined ? [] : [describe(value)]));
  return said.length === 0 ? [] : [[name, said.join(', ')]];
};

/** What the kernel counted of the workload's memory, in words. */
export const describeMemoryEvidence = (found: MemoryEvidence): Rows => [
  ...row('memory', [
    [found.peakBytes, (value) => `up to ${bytes(value)}`],
    [found.fileBytesMax, (value) => `page cache up to ${bytes(value)}`],
    [found.anonymousBytesMax, (value) => `without a file up to ${bytes(value)}`],
    [found.anonymousBytesLate, (value) => `${bytes(value)} of that in the last quarter`],
    [found.swapBytesMax, (value) => `swap up to ${bytes(value)}`],
  ]),
  ...row('pressure', [
    [found.limitHits, (value) => `limit met ${times(value)}`],
    [found.refaultedBytes, (value) => `${bytes(value)} read again`],
    [found.refaultedBytesLate, (value) => `${bytes(value)} of that in the last quarter`],
    [found.majorFaults, (value) => `${Math.round(value)} page faults waited for a device`],
    [found.pressureNs, (value) => `${time(value)} of waiting for memory`],
    [found.oomKills === 0 ? undefined : found.oomKills, (value) => `killed ${times(value)}`],
  ]),
];

/** What the workload read from the model's device, in words. */
export const describeIoEvidence = (found: IoEvidence): Rows => {
  const { by, total, perSecond, busiestPerSecond, latePerSecond } = readBandwidthOf(found);
  const late =
    latePerSecond === undefined ? '' : ` (${rate(latePerSecond)} in that of the last quarter)`;
  const whose = by === 'scope' ? '' : ', counted for the whole device';
  const device =
    by === 'scope'
      ? `; ${bytes(found.deviceReadBytes)} from ${found.devicePath} by all`
      : ` from ${found.devicePath}`;
  const waited =
    found.pressureNs === undefined ? '' : `; ${time(found.pressureNs)} of waiting for devices`;
  return [
    [
      'read',
      `${bytes(total)} at ${rate(perSecond)}, ${rate(busiestPerSecond)} in the busiest 0.4 s${late}${whose}${device}${waited}`,
    ],
  ];
};

/** What was evicted from the page cache, in words. */
export const describePageCacheEvidence = (found: PageCacheEvidence): Rows => {
  const { drop, droppedBytes, runningNs, refaultedBytes, turns, shortTurns } = found;
  const again = refaultedBytes === undefined ? '' : `, ${bytes(refaultedBytes)} read again`;
  return drop === undefined || runningNs === 0
    ? []
    : [
        [
          'evicted',
          `${bytes(droppedBytes)} at ${rate((droppedBytes * 1e9) / runningNs)}${again}, ` +
            `less than asked in ${Math.round(shortTurns)} of ${Math.round(turns)} turns`,
        ],
      ];
};

/** What fio did beside the workload, in words. */
export const describeBackgroundEvidence = (found: BackgroundEvidence): Rows => {
  const { latencyP50Ns: p50, latencyP99Ns: p99 } = found;
  const latencies =
    p50 === undefined || p99 === undefined ? '' : `, latencies p50 ${time(p50)}, p99 ${time(p99)}`;
  return [
    [
      'fio',
      `${found.pattern} on ${found.device}: ${rate(found.achieved)} beside the workload, ` +
        `${rate(found.steadyBefore)} before${latencies} (${found.fioVersion})`,
    ],
  ];
};

/** What held the model, in words. */
export const describeVolumeEvidence = (found: VolumeEvidence): Rows => [
  [
    'volume',
    `${found.filesystem} in ${found.backing} on ${found.device}, read-ahead ${bytes(found.readAheadBytes)}, ` +
      (found.verified ? 'the copy has the SHA-256 of the model' : 'the copy is not the model'),
  ],
];
