import type { RunRecord } from '../../model/run-record.ts';
import { inBatches } from './batches.ts';
import { describeLevels } from './describe-levels.ts';
import { listEntries, type Entry, type NamedSweep } from './entry.ts';
import { llamaBenchColumns, type LlamaBenchRow } from './llama-bench-columns.ts';

/** The table's name in llama-bench and in the script that compares its results. */
const table = 'llama_bench';

const names = llamaBenchColumns.map(({ name }) => name).join(', ');

const commitOf = ({ workload }: RunRecord): string => String(workload['build_commit'] ?? 'unknown');

/**
 * What the reference of a build is filed under. It is as long as the commit, because the comparison
 * cuts all commits to the length of the shortest, and no commit, because `r` is no hexadecimal digit.
 */
const referenceCommit = (commit: string): string => `ref${commit.slice(3)}`;

/** Tells the cases of all profiles apart in the column that every comparison shows. */
const modelOf = ({ run, manifest, subject }: Entry): string => {
  const points = subject?.points ?? [];
  const known = subject?.kind === 'level' && points.length === 1;
  const levels = known || points.length === 0 ? '' : ` (${describeLevels(points)})`;
  const model = run.workload['model_type'] ?? manifest.model.architecture;
  return `${String(model)}, ${manifest.plan.profile.name}: ${run.case}${levels}`;
};

/** The sample, and its reference under the same name of a case, so that a comparison pairs them. */
const rowsOf = (entry: Entry): readonly LlamaBenchRow[] => {
  const model = modelOf(entry);
  const commit = commitOf(entry.run);
  const own = { entry, model, commit, run: entry.run, sample: entry.sample };
  return entry.base === undefined
    ? [own]
    : [own, { ...own, ...entry.base, commit: referenceCommit(commit) }];
};

function* listRows(sweeps: readonly NamedSweep[]): Generator<LlamaBenchRow> {
  for (const entry of listEntries(sweeps)) if (entry.counted) yield* rowsOf(entry);
}

/** Every value is quoted, as llama-bench does it; SQLite turns those of number columns into numbers. */
const renderLiteral = (value: string | number | boolean): string => {
  const written = String(typeof value === 'boolean' ? Number(value) : value);
  return `'${written.replaceAll('\0', '\uFFFD').replaceAll("'", "''")}'`;
};

const renderRow = (row: LlamaBenchRow): string =>
  `(${llamaBenchColumns.map(({ of }) => renderLiteral(of(row))).join(', ')})`;

const createTable = [
  `CREATE TABLE IF NOT EXISTS ${table} (`,
  llamaBenchColumns.map(({ name, type }) => `  ${name} ${type}`).join(',\n'),
  ');',
  '',
].join('\n');

const usage = (sweeps: readonly NamedSweep[]): string => {
  const commits = new Set(sweeps.flatMap(({ runs }) => runs.map(commitOf)));
  return [
    '-- Each level against its reference, once this is in a database:',
    ...[...commits].map(
      (commit) => `--   compare-llama-bench.py -i FILE -b ${referenceCommit(commit)} -c ${commit}`,
    ),
  ]
    .map((line) => `${line.replaceAll(/\p{Cc}/gu, ' ')}\n`)
    .join('');
};

/**
 * The samples that count as `llama-bench -o sql` would have written them, in pieces; one transaction, so that
 * half a file leaves nothing behind. `build_commit` is the build's, and the case is a part of
 * `model_type`. Each sample with a reference has that beside it, under a commit that stands for references.
 */
export function* renderLlamaBenchSql(sweeps: readonly NamedSweep[]): Generator<string> {
  yield `${usage(sweeps)}BEGIN;\n${createTable}\n`;
  for (const rows of inBatches(listRows(sweeps)))
    yield `INSERT INTO ${table} (${names}) VALUES\n${rows.map(renderRow).join(',\n')};\n`;
  yield 'COMMIT;\n';
}
