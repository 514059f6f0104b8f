import { describeConstraints } from '../model/plan/describe-constraints.ts';
import type { ProgramEnd, ProgramRecord } from '../model/program-record.ts';
import { describeQuantity } from '../model/units.ts';
import { describeApplied } from './applied-text.ts';
import { describeEvidence } from './evidence-text.ts';

const describeAsked = (constraints: ProgramRecord['constraints']): string =>
  Object.keys(constraints).length === 0 ? 'nothing' : describeConstraints(constraints);

/** How a program ended, in words. */
const describeEnd = (end: ProgramEnd): string =>
  end.how === 'exited' ? `exit code ${end.code}` : `killed by ${end.signal}`;

/** Why the verdict is what it is; with several constraints the reason for each, by its name. */
const reasonsOf = ({ verdict, verdicts }: ProgramRecord): readonly string[] => {
  const reasons = Object.entries(verdicts).filter(([, { why }]) => why !== '');
  if (reasons.length === 0) return verdict.why === '' ? [] : [verdict.why];
  return Object.keys(verdicts).length === 1
    ? [verdict.why]
    : reasons.map(([name, each]) => `${name} ${each.verdict}: ${each.why}`);
};

/** The evidence on one run of a program, as text for people; the verdict comes first. */
export const renderExecEvidence = (record: ProgramRecord): string => {
  const rows = [
    ...reasonsOf(record).map((why) => ['because', why] as const),
    ['asked', describeAsked(record.constraints)],
    ['applied', describeApplied(record.applied)],
    ...record.evidence.flatMap(describeEvidence),
    [
      'program',
      `${describeQuantity('time', record.wallNs)} of wall time, ${describeEnd(record.end)}`,
    ],
    ...record.warnings.map((warning) => ['warning', warning] as const),
  ] as const;
  return [
    `emulate: profile '${record.profile}', case ${record.case}: ${record.verdict.verdict}`,
    ...rows.map(([name, text]) => `  ${name.padEnd(8)}  ${text}`),
    '',
  ].join('\n');
};

/** The same as one JSON document. */
export const renderExecJson = (record: ProgramRecord, exitCode: number): string =>
  `${JSON.stringify({ schemaVersion: 1, ...record, exitCode }, undefined, 2)}\n`;
