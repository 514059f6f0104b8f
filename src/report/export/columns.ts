import { isDisturbed } from '../../model/disturbance/is-disturbed.ts';
import { hostOfRun } from '../../model/merge/hosts.ts';
import type { SweepPoint } from '../../model/plan.ts';
import { baseUnit, inBaseUnit } from '../../model/units.ts';
import { describeLevels } from './describe-levels.ts';
import type { Row } from './row.ts';

/** What a column holds; `time` is a time of day in UTC, as ISO 8601 writes it. */
export type ColumnKind = 'text' | 'integer' | 'number' | 'boolean' | 'time';

/** The value of a cell; undefined where there is none. */
export type Cell = string | number | boolean | undefined;

/** A column of the table of samples. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly of: (row: Row) => Cell;
}

type Reader<Value extends Cell> = (row: Row) => Value | undefined;

const text = (name: string, of: Reader<string>): Column => ({ name, kind: 'text', of });
const integer = (name: string, of: Reader<number>): Column => ({ name, kind: 'integer', of });
const number = (name: string, of: Reader<number>): Column => ({ name, kind: 'number', of });
const boolean = (name: string, of: Reader<boolean>): Column => ({ name, kind: 'boolean', of });
const time = (name: string, of: Reader<string>): Column => ({ name, kind: 'time', of });

const levelIn = ({ dimension, level }: SweepPoint): number =>
  level.ofModel === true ? level.value : inBaseUnit(dimension, level.value);

const unitOf = ({ dimension, level }: SweepPoint): string =>
  baseUnit[level.ofModel === true ? 'share' : dimension];

const counted =
  (key: 'asked' | 'measured'): Reader<number> =>
  ({ compared }) => {
    const value = compared?.[key];
    return compared === undefined || value === undefined
      ? undefined
      : inBaseUnit(compared.dimension, value);
  };

const textFact =
  (name: string): Reader<string> =>
  ({ run }) =>
    run.workload[name]?.toString();

const numberFact =
  (name: string): Reader<number> =>
  ({ run }) => {
    const value = run.workload[name];
    return typeof value === 'number' ? value : undefined;
  };

/** Nothing said is no value. */
const said = (words: string): string | undefined => (words === '' ? undefined : words);

/** The columns of the table of samples, in their order; docs/export.md says what each one means. */
export const columns: readonly Column[] = [
  text('sweep', ({ sweep }) => sweep),
  text('profile', ({ manifest }) => manifest.plan.profile.name),
  time('created', ({ manifest }) => manifest.createdUtc),
  text('host', ({ manifest, run }) => hostOfRun(manifest, run).hostname),
  text('cpu', ({ manifest, run }) => hostOfRun(manifest, run).cpuModel),
  text('model', ({ manifest }) => manifest.model.name),
  integer('model_bytes', ({ manifest }) => manifest.model.bytes),
  text('model_sha256', ({ manifest }) => manifest.model.sha256),
  text('emulate_version', ({ manifest }) => manifest.toolVersion),
  text('build_commit', textFact('build_commit')),
  integer('build_number', numberFact('build_number')),
  integer('run', ({ run }) => run.index),
  integer('round', ({ run }) => run.round),
  integer('order', ({ run }) => run.order),
  integer('attempt', ({ run }) => run.attempt),
  time('started', ({ run }) => run.startedUtc),
  text('case', ({ run }) => run.case),
  text('kind', ({ subject }) => subject?.kind),
  text('parameter', ({ point }) => point?.parameter),
  number('level', ({ point }) => (point === undefined ? undefined : levelIn(point))),
  text('unit', ({ point }) => (point === undefined ? undefined : unitOf(point))),
  text('dimension', ({ point }) => point?.dimension),
  text('level_text', ({ point }) => point?.level.text),
  text('levels', ({ subject }) => said(describeLevels(subject?.points ?? []))),
  text('test', ({ sample }) => sample.test),
  text('metric', ({ sample }) => sample.metric),
  integer('n_prompt', ({ spec }) => spec?.prompt),
  integer('n_gen', ({ spec }) => spec?.gen),
  integer('n_depth', ({ spec }) => spec?.depth),
  integer('threads', numberFact('n_threads')),
  integer('repetitions', ({ sample }) => sample.repetitionsNs.length),
  integer('tokens', ({ sample }) => sample.tokens),
  number('tokens_per_second', ({ sample }) => sample.tokensPerSecond),
  integer('steps', ({ stepTimes }) => stepTimes?.count),
  integer('step_p50_ns', ({ stepTimes }) => stepTimes?.p50Ns),
  integer('step_p95_ns', ({ stepTimes }) => stepTimes?.p95Ns),
  integer('step_p99_ns', ({ stepTimes }) => stepTimes?.p99Ns),
  integer('step_max_ns', ({ stepTimes }) => stepTimes?.maxNs),
  integer('tier_bytes_fetched', ({ sample }) => sample.tier?.bytesFetched),
  number('asked', counted('asked')),
  number('measured', counted('measured')),
  text('asked_unit', ({ compared }) =>
    compared === undefined ? undefined : baseUnit[compared.dimension],
  ),
  text('verdict', ({ verdict }) => verdict.verdict),
  text('verdict_why', ({ verdict }) => said(verdict.why)),
  boolean('disturbed', ({ run }) => isDisturbed(run)),
  text('disturbed_why', ({ run }) => said((run.disturbance?.why ?? []).join('; '))),
  boolean('counted', (row) => row.counted),
  text('reference', ({ reference }) => reference),
  number('ratio', ({ sample, base }) =>
    base === undefined ? undefined : sample.tokensPerSecond / base.sample.tokensPerSecond,
  ),
];
