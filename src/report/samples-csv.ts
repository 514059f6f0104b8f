import type { Case } from '../model/plan.ts';
import type { RunRecord, Sample } from '../model/run-record.ts';
import { judgeSample } from '../model/verdict.ts';
import { csvPieces } from './csv.ts';
import type { Findings } from './findings.ts';
import { levelColumns } from './level-columns.ts';
import { renderPlainNumber } from './plain-number.ts';

const columns = [
  'round',
  'order',
  'case',
  'parameter',
  'level',
  'unit',
  'test',
  'metric',
  'tokens_per_second',
  'verdict',
  'attempt',
] as const;

const levelOf = (subject: Case | undefined): readonly string[] => {
  if (subject === undefined) return ['', '', ''];
  const [point] = subject.points;
  // A case of a design sets several parameters: its name stands for them.
  if (subject.kind === 'design') return [subject.id, '', ''];
  return point === undefined ? [subject.kind, '', ''] : levelColumns(point);
};

/**
 * `samples.csv`: one row for each sample of every attempt, warm-up rounds (below 0) included. A
 * case that stands for levels of several sweeps is listed under the first. Of a plan that was divided each row
 * has its shard, which alone tells the warm-up of one machine from that of another. In pieces: a long
 * record has a million rows.
 */
export const samplesCsvPieces = ({ manifest, runs }: Findings): Iterable<string> => {
  const cases = new Map(manifest.plan.cases.map((each) => [each.id, each]));
  const verdictOn = (run: RunRecord, sample: Sample): string => {
    const subject = cases.get(run.case);
    return (subject === undefined ? run.verdict : judgeSample(subject, run, sample)).verdict;
  };
  const levels = new Map(manifest.plan.cases.map((each) => [each.id, levelOf(each)]));
  const isDivided = manifest.plan.shard !== undefined || manifest.shards !== undefined;
  const rowsOf = function* (): Generator<readonly string[]> {
    for (const run of runs)
      for (const sample of run.samples)
        yield [
          String(run.round),
          String(run.order),
          run.case,
          ...(levels.get(run.case) ?? levelOf(undefined)),
          sample.test,
          sample.metric,
          renderPlainNumber(sample.tokensPerSecond),
          verdictOn(run, sample),
          String(run.attempt),
          ...(isDivided ? [String(run.shard ?? '')] : []),
        ];
  };
  return csvPieces(isDivided ? [...columns, 'shard'] : columns, rowsOf());
};

/** The same as one text. */
export const renderSamplesCsv = (findings: Findings): string =>
  [...samplesCsvPieces(findings)].join('');
