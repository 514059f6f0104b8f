import type { Dimension } from '../model/dimension.ts';
import { tierEvidenceIn, type TierEvidence } from '../model/evidence.ts';
import { describeConstraints } from '../model/plan/describe-constraints.ts';
import { findParameter } from '../model/profile/parameters.ts';
import type { ProgramEnd, ProgramRecord } from '../model/program-record.ts';
import { measuredBandwidth } from '../model/tier/measured-bandwidth.ts';
import { describeQuantity } from '../model/units.ts';

const bytes = (value: number): string => describeQuantity('bytes', value);
const time = (ns: number): string => describeQuantity('time', ns);
/** Two digits: what comes from a histogram is no finer than its buckets. */
const roughTime = (ns: number): string => time(Number(ns.toPrecision(2)));

/** Values that are no parameters of a profile: they follow from several. */
const derived: Readonly<Record<string, Dimension>> = {
  'tier.effectiveBandwidth': 'bytes-per-second',
};

const describeAsked = (constraints: ProgramRecord['constraints']): string =>
  Object.keys(constraints).length === 0 ? 'nothing' : describeConstraints(constraints);

const describeApplied = (applied: ProgramRecord['applied']): string => {
  const values = Object.entries(applied)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => {
      const dimension = findParameter(name)?.dimension ?? derived[name] ?? 'count';
      return `${name} ${describeQuantity(dimension, value)}`;
    });
  return values.length === 0 ? 'nothing' : values.join(', ');
};

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
  return `${waits}, ${time(waitNs / waits)} on average${quantiles}, ${time(waitNs)} in all${stalled}`;
};

const tierRows = (evidence: TierEvidence): readonly (readonly [string, string])[] => [
  ['held', `${bytes(evidence.heldBytes)}, ${bytes(evidence.residentBytes)} of it resident`],
  ['fetched', describeFetched(evidence)],
  ['waits', describeWaits(evidence)],
  [
    'own time',
    `${time(evidence.ownNs)}; waits took ${time(evidence.latenessNs)} longer than asked`,
  ],
];

/** How a program ended, in words. */
const describeEnd = (end: ProgramEnd): string =>
  end.how === 'exited' ? `exit code ${end.code}` : `killed by ${end.signal}`;

/** The evidence on one run of a program, as text for people; the verdict comes first. */
export const renderExecEvidence = (record: ProgramRecord): string => {
  const { verdict, why } = record.verdict;
  const tier = tierEvidenceIn(record.evidence);
  const rows = [
    ...(why === '' ? [] : [['because', why] as const]),
    ['asked', describeAsked(record.constraints)],
    ['applied', describeApplied(record.applied)],
    ...(tier === undefined ? [] : tierRows(tier)),
    ['program', `${time(record.wallNs)} of wall time, ${describeEnd(record.end)}`],
    ...record.warnings.map((warning) => ['warning', warning] as const),
  ] as const;
  return [
    `emulate: profile '${record.profile}', case ${record.case}: ${verdict}`,
    ...rows.map(([name, text]) => `  ${name.padEnd(8)}  ${text}`),
    '',
  ].join('\n');
};

/** The same as one JSON document. */
export const renderExecJson = (record: ProgramRecord, exitCode: number): string =>
  `${JSON.stringify({ schemaVersion: 1, ...record, exitCode }, undefined, 2)}\n`;
