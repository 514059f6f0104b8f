import { max, median, min } from 'simple-statistics';
import { countRuns } from '../model/curve/counted-runs.ts';
import { findEvidence } from '../model/evidence.ts';
import type { CaseKind } from '../model/plan.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { StartEvidence } from '../model/start-evidence.ts';
import { describeQuantity } from '../model/units.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { caption } from './report-captions.ts';

interface Begun {
  readonly run: RunRecord;
  readonly found: StartEvidence;
}

/** Runs of the same kind of case that were prepared in the same way. */
interface Group {
  readonly kind: CaseKind;
  readonly evictedFor: StartEvidence['evictedFor'];
  readonly begun: readonly Begun[];
}

const groupRuns = ({ manifest, runs }: Findings): readonly Group[] => {
  const counted = countRuns(runs);
  const groups = new Map<string, Group & { readonly begun: Begun[] }>();
  for (const { id, kind } of manifest.plan.cases)
    for (const run of counted.byCase.get(id)?.values() ?? []) {
      const found = findEvidence(run.evidence, 'start');
      if (found === undefined) continue;
      const { evictedFor } = found;
      const key = `${kind} ${evictedFor ?? ''}`;
      const group = groups.get(key) ?? { kind, evictedFor, begun: [] };
      group.begun.push({ run, found });
      groups.set(key, group);
    }
  return [...groups.values()];
};

/** A tenth of a per cent is more than anybody needs to know. */
const share = (value: number): string => describeQuantity('share', Math.round(value * 1000) / 1000);

const isAmiss = ({ run }: Begun): boolean => {
  const { start } = run.verdicts;
  return start !== undefined && start.verdict !== 'bound';
};

const rowOf = (group: Group): readonly string[] => {
  const { kind, evictedFor, begun } = group;
  const shares = begun.flatMap(({ found: { residentBytes, modelBytes } }) =>
    residentBytes === undefined ? [] : [residentBytes / modelBytes],
  );
  const residency =
    shares.length === 0
      ? ['not known', '', '']
      : [median(shares), min(shares), max(shares)].map(share);
  return [
    kind,
    begun[0]?.found.asked ?? '',
    evictedFor ?? '',
    ...residency,
    String(begun.length),
    String(begun.filter(isAmiss).length),
  ];
};

const whyAmiss = ({ kind, begun }: Group): readonly string[] => {
  const verdict = begun.findLast(isAmiss)?.run.verdicts['start'];
  return verdict === undefined ? [] : [`- ${kind}: ${verdict.verdict}. ${verdict.why}`];
};

/** Only where a warm start could not be had is the memory that was there less than the model. */
const whyNotWarm = (groups: readonly Group[]): readonly string[] => {
  const short = groups
    .flatMap(({ begun }) => begun.map(({ found }) => found))
    .find(({ availableBytes = Infinity, modelBytes }) => availableBytes < modelBytes);
  if (short?.availableBytes === undefined) return [];
  const [size, room] = [short.modelBytes, short.availableBytes].map((value) =>
    describeQuantity('bytes', value),
  );
  return [
    `- Memory cannot hold the model: it has ${size ?? ''}, and ${room ?? ''} were available. Each run started from what was left there of it.`,
  ];
};

/** What runs were to start from, and how much of the model was in memory when they did; empty for records that do not tell. */
export const renderStart = (findings: Findings): readonly string[] => {
  const groups = groupRuns(findings);
  if (groups.length === 0) return [];
  const notes = [...groups.flatMap(whyAmiss), ...whyNotWarm(groups)];
  return [
    '### Start of the runs',
    caption(
      'Table',
      'How much of the model was in the page cache when runs began, over the runs that count of each kind of case.',
    ),
    renderTable(
      [
        ...['case', 'asked', 'evicted for'].map(words),
        ...['median', 'least', 'most', 'runs', 'not as asked'].map(numbers),
      ],
      groups.map(rowOf),
    ),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
  ];
};
