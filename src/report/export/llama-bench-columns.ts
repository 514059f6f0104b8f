import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { Entry, MeasuredTest } from './entry.ts';

/** A row of llama-bench's table: a value, and under which names it is filed. */
export interface LlamaBenchRow extends MeasuredTest {
  /** The sample whose place the value has, or stands against as its reference. */
  readonly entry: Entry;
  readonly commit: string;
  readonly model: string;
}

/** A column of the table that `llama-bench -o sql` fills. */
export interface LlamaBenchColumn {
  readonly name: string;
  readonly type: 'TEXT' | 'INTEGER' | 'REAL';
  readonly of: (row: LlamaBenchRow) => string | number | boolean;
}

type Reader = LlamaBenchColumn['of'];

const text = (name: string, of: Reader): LlamaBenchColumn => ({ name, type: 'TEXT', of });
const integer = (name: string, of: Reader): LlamaBenchColumn => ({ name, type: 'INTEGER', of });
const real = (name: string, of: (row: LlamaBenchRow) => number): LlamaBenchColumn => ({
  ...{ name, type: 'REAL' },
  of: (row) => of(row).toFixed(6),
});

/**
 * What llama-bench said of itself in this run. Where it said nothing (older builds, older records) the
 * value is llama-bench's default: an empty cell would be equal to nothing where rows are compared.
 */
const fact =
  (name: string, otherwise: string | number): Reader =>
  ({ run }) =>
    run.workload[name] ?? otherwise;

/** Older builds tell the same by two flags. */
const loadMode: Reader = ({ run: { workload } }) => {
  if (workload['load_mode'] !== undefined) return workload['load_mode'];
  if (Number(workload['use_direct_io'] ?? 0) === 1) return 'dio';
  return Number(workload['use_mmap'] ?? 1) === 1 ? 'mmap' : 'none';
};

/** A record from elsewhere may hold no repetitions. */
const average = (values: readonly number[]): number =>
  values.length === 0 ? 0 : mean([...values]);

const deviation = (values: readonly number[]): number =>
  values.length < 2 ? 0 : sampleStandardDeviation([...values]);

const speeds = ({ sample: { tokens, repetitionsNs } }: LlamaBenchRow): number[] =>
  repetitionsNs.map((ns) => (1e9 * tokens) / ns);

/**
 * The columns of `llama-bench -o sql`, their types and their order, as llama.cpp 0.5.0 has them. Mean and
 * deviation are over the repetitions within the run.
 */
export const llamaBenchColumns: readonly LlamaBenchColumn[] = [
  text('build_commit', ({ commit }) => commit),
  integer('build_number', fact('build_number', 0)),
  text('cpu_info', fact('cpu_info', '')),
  text('gpu_info', fact('gpu_info', '')),
  text('backends', fact('backends', 'CPU')),
  text('model_filename', ({ entry }) => entry.manifest.model.path),
  text('model_type', ({ model }) => model),
  integer(
    'model_size',
    ({ run, entry }) => run.workload['model_size'] ?? entry.manifest.model.tensorBytes,
  ),
  integer(
    'model_n_params',
    ({ run, entry }) => run.workload['model_n_params'] ?? entry.manifest.model.parameters,
  ),
  integer('n_batch', fact('n_batch', 2048)),
  integer('n_ubatch', fact('n_ubatch', 512)),
  integer('n_threads', fact('n_threads', 0)),
  text('cpu_mask', fact('cpu_mask', '0x0')),
  integer('cpu_strict', fact('cpu_strict', 0)),
  integer('poll', fact('poll', 50)),
  text('type_k', fact('type_k', 'f16')),
  text('type_v', fact('type_v', 'f16')),
  integer('n_gpu_layers', fact('n_gpu_layers', -1)),
  integer('n_cpu_moe', fact('n_cpu_moe', 0)),
  text('split_mode', fact('split_mode', 'layer')),
  integer('main_gpu', fact('main_gpu', 0)),
  integer('no_kv_offload', fact('no_kv_offload', 0)),
  integer('flash_attn', fact('flash_attn', -1)),
  text('devices', fact('devices', 'auto')),
  text('tensor_split', fact('tensor_split', '0.00')),
  text('tensor_buft_overrides', fact('tensor_buft_overrides', 'none')),
  text('load_mode', loadMode),
  text('lazy_mode', fact('lazy_mode', 'auto')),
  integer('embeddings', fact('embeddings', 0)),
  integer('no_op_offload', fact('no_op_offload', 0)),
  integer('no_host', fact('no_host', 0)),
  integer('fit_target', fact('fit_target', 0)),
  integer('fit_min_ctx', fact('fit_min_ctx', 0)),
  integer('n_prompt', ({ entry }) => entry.spec?.prompt ?? 0),
  integer('n_gen', ({ entry }) => entry.spec?.gen ?? 0),
  integer('n_depth', ({ entry }) => entry.spec?.depth ?? 0),
  text('test_time', ({ run }) => run.startedUtc.replace(/\.\d+Z$/, 'Z')),
  integer('avg_ns', ({ sample }) => Math.floor(average(sample.repetitionsNs))),
  integer('stddev_ns', ({ sample }) => Math.floor(deviation(sample.repetitionsNs))),
  real('avg_ts', (row) => average(speeds(row))),
  real('stddev_ts', (row) => deviation(speeds(row))),
];
