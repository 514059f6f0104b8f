import { countRuns } from '../model/curve/counted-runs.ts';
import type { Evidence } from '../model/evidence.ts';
import type { Case } from '../model/plan.ts';
import type { RunRecord, Verdict } from '../model/run-record.ts';
import { constraintNames, type ConstraintName } from '../model/verdict/constraints.ts';
import { medianVerdict } from '../model/verdict/severity.ts';
import { describeEvidence } from './evidence-text.ts';
import type { Findings } from './findings.ts';
import { renderTable, words } from './markdown-table.ts';
import { proofRow } from './proof-row.ts';
import { caption } from './report-captions.ts';
import { renderStart } from './report-start.ts';
import { typicalEvidence } from './typical-evidence.ts';

const kinds: Readonly<Record<ConstraintName, Evidence['kind']>> = {
  tier: 'tier',
  memory: 'memory',
  volume: 'volume',
  io: 'io',
  pageCache: 'page-cache',
  background: 'background',
  cpu: 'cpu',
};

/**
 * A run whose process failed has one verdict for all, as have records from before there were several.
 * Where one constraint ended a run, the others have no reason of their own.
 */
const verdictOn = (name: ConstraintName, { verdict, verdicts }: RunRecord): Verdict =>
  verdicts[name] ??
  (Object.keys(verdicts).length === 0 ? verdict : { verdict: verdict.verdict, why: '' });

interface Proof {
  readonly subject: Case;
  readonly runs: readonly RunRecord[];
}

const renderConstraint = (name: ConstraintName, proofs: readonly Proof[]): readonly string[] => {
  const rows = proofs.map(({ subject, runs }) => {
    const { asked, applied, measured } = proofRow(name, subject, runs);
    const verdict = medianVerdict(runs.map((run) => verdictOn(name, run)));
    const typical = typicalEvidence(runs, kinds[name]);
    const evidence = typical === undefined ? [] : describeEvidence(typical);
    return { subject, asked, applied, measured, verdict, evidence };
  });
  return [
    `### Proof of ${name}`,
    caption(
      'Table',
      `What was asked of \`${name}\` in each case, what was read back from what enforces it, and what was counted.`,
    ),
    renderTable(
      ['case', 'asked', 'applied', 'measured', 'verdict', 'evidence'].map(words),
      rows.map(({ subject, asked, applied, measured, verdict, evidence }) => [
        subject.id,
        asked,
        applied,
        measured,
        verdict.verdict,
        evidence.map(([what, text]) => `${what}: ${text}`).join('; '),
      ]),
    ),
    rows
      .filter(({ verdict }) => verdict.why !== '')
      .map(({ subject, verdict }) => `- ${subject.id}: ${verdict.verdict}. ${verdict.why}`)
      .join('\n'),
  ];
};

const describeScope = (runs: readonly RunRecord[]): string => {
  const scope = typicalEvidence(runs, 'scope');
  return scope?.kind !== 'scope'
    ? ''
    : `The workload lived in a scope of kind \`${scope.scope}\`, such as \`${scope.place}\`.`;
};

/** What was asked, read back and counted of each constraint in each case, the verdict on it, and what runs started from. */
export const renderProof = (findings: Findings): string => {
  const { manifest, runs } = findings;
  const counted = countRuns(runs);
  const proofs = manifest.plan.cases
    .filter(({ kind }) => kind !== 'baseline')
    .map((subject): Proof => {
      const own = [...(counted.byCase.get(subject.id)?.values() ?? [])];
      const failed = counted.failed.filter((run) => run.case === subject.id);
      return { subject, runs: own.length === 0 ? failed : own };
    })
    .filter((proof) => proof.runs.length > 0);
  const sections = constraintNames.flatMap((name) => {
    const concerned = proofs.filter(({ subject }) => subject.constraints[name] !== undefined);
    return concerned.length === 0 ? [] : renderConstraint(name, concerned);
  });
  const start = renderStart(findings);
  if (sections.length + start.length === 0) return '';
  return [
    '## How the limits were proven',
    'Each run is judged by what was counted of its limits. Numbers are medians over the runs that count, of whole runs, not of single tests; a case of which no run counts shows those that failed.',
    describeScope(proofs.flatMap((proof) => proof.runs)),
    ...sections,
    ...start,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};
