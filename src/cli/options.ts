import { z } from 'zod';
import type { Failure } from '../model/failure.ts';
import { nearestName } from '../model/nearest-name.ts';
import { failed, success, type Result } from '../model/result.ts';
import { ScopeKind, scopeKinds } from '../model/scope.ts';
import { parseQuantity } from '../model/units.ts';

/** What yargs made of a command line; each command checks its own part. */
export type RawOptions = Readonly<Record<string, unknown>>;

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= least && value <= most);

/** A share above 0, at most all, e.g. `2%`. */
const positiveShare = z.string().transform((text, context) => {
  const share = parseQuantity('share', text);
  if (share.ok && share.value > 0 && share.value <= 1) return share.value;
  context.addIssue({ code: 'custom', message: 'no such share' });
  return z.NEVER;
});

const expectations: Readonly<Record<string, string>> = {
  rounds: 'a whole number from 1 to 1000',
  'max-rounds': 'a whole number from 6 to 1000',
  'half-width': "a share with its unit, above 0 % and at most 100 %, such as '2%'",
  seed: 'a whole number from 0 to 4294967295',
  shard: "one shard, such as '1/4'",
  threads: 'a whole number from 1 to 4096',
  shards: 'a whole number from 1 to 100000',
  design: "one design, such as 'lhs:32'",
  profile: 'a name or a file',
  model: 'one GGUF file',
  'llama-bench': 'one program',
  out: 'one path',
  resume: 'one folder of results',
  into: 'one folder',
  shape: 'the name of one shape',
  case: "'nominal', 'null' or 'baseline'",
  json: 'one path',
  action: "'list', 'show' or 'check'",
  shell: "'bash', 'zsh' or 'fish'",
  scope: scopeKinds.map((kind) => `'${kind}'`).join(', '),
};

/** Options that decide what is measured. */
export const MeasureOptions = z.object({
  profile: z.string().min(1),
  quick: z.boolean().default(false),
  set: z.array(z.string()).default([]),
  sweep: z.array(z.string()).default([]),
  design: z.string().min(1).optional(),
  rounds: wholeNumber(1, 1000).optional(),
  'max-rounds': wholeNumber(6, 1000).optional(),
  'half-width': positiveShare.optional(),
  gate: z.boolean().default(true),
  shard: z.string().optional(),
  seed: wholeNumber(0, 2 ** 32 - 1).default(1),
  threads: wholeNumber(1, 4096).optional(),
  model: z.string().min(1).optional(),
  'llama-bench': z.string().min(1).optional(),
  scope: ScopeKind.optional(),
  'drop-global': z.boolean().default(false),
  json: z.boolean().default(false),
  verbose: z.number().default(0),
  quiet: z.boolean().default(false),
  '--': z.array(z.string()).default([]),
});
/** Options that decide what is measured. */
export type MeasureOptions = z.infer<typeof MeasureOptions>;

/** Options of a run. */
export const RunOptions = MeasureOptions.extend({
  out: z.string().min(1).default('results'),
  resume: z.string().min(1).optional(),
  into: z.string().min(1).optional(),
  'dry-run': z.boolean().default(false),
  progress: z.boolean().default(true),
});
/** Options of a run. */
export type RunOptions = z.infer<typeof RunOptions>;

/** Options of `slurm`. */
export const SlurmOptions = MeasureOptions.omit({ shard: true }).extend({
  shards: wholeNumber(1, 100_000),
  into: z.string().min(1).default('sweep'),
  constraint: z.string().min(1).optional(),
  partition: z.string().min(1).optional(),
});

/** Options of `exec`. */
export const ExecOptions = z.object({
  profile: z.string().min(1),
  set: z.array(z.string()).default([]),
  case: z.enum(['nominal', 'null', 'baseline']).default('nominal'),
  model: z.array(z.string().min(1)).default([]),
  seed: wholeNumber(0, 2 ** 32 - 1).default(1),
  scope: ScopeKind.optional(),
  'drop-global': z.boolean().default(false),
  json: z.string().min(1).optional(),
  verbose: z.number().default(0),
  quiet: z.boolean().default(false),
  '--': z.array(z.string()).default([]),
});
/** Options of `exec`. */
export type ExecOptions = z.infer<typeof ExecOptions>;

/** Options of `calibrate`. */
export const CalibrateOptions = z.object({
  profile: z.string().min(1).optional(),
  quick: z.boolean().default(false),
  json: z.boolean().default(false),
  progress: z.boolean().default(true),
  verbose: z.number().default(0),
  quiet: z.boolean().default(false),
});
/** Options of `calibrate`. */
export type CalibrateOptions = z.infer<typeof CalibrateOptions>;

/** Options of `model make`. */
export const ModelMakeOptions = z.object({
  shape: z.string(),
  out: z.string().min(1),
  seed: wholeNumber(0, 2 ** 32 - 1).default(1),
  verbose: z.number().default(0),
  quiet: z.boolean().default(false),
});

/** Options of `profiles`. */
export const ProfilesOptions = z.object({
  action: z.enum(['list', 'show', 'check']),
  names: z.array(z.string()).default([]),
  json: z.boolean().default(false),
});

/** Options of `cleanup`. */
export const CleanupOptions = z.object({
  'dry-run': z.boolean().default(false),
  json: z.boolean().default(false),
  verbose: z.number().default(0),
  quiet: z.boolean().default(false),
});
/** Options of `cleanup`. */
export type CleanupOptions = z.infer<typeof CleanupOptions>;

/** Options of `report`. */
export const ReportOptions = z.object({ folders: z.array(z.string()).min(1) });

/** Options of `merge`. */
export const MergeOptions = z.object({
  folders: z.array(z.string()).min(1),
  out: z.string().min(1),
  'allow-unlike': z.boolean().default(false),
  'allow-gaps': z.boolean().default(false),
});
/** Options of `merge`. */
export type MergeOptions = z.infer<typeof MergeOptions>;

const whichProfile =
  "such as '--profile hbf-50gbps'; 'emulate profiles' lists those that come along, and 'emulate --help' what else can be done";

const positional: ReadonlySet<string> = new Set(['action', 'names', 'folders', 'shell']);

const got = (raw: unknown): string =>
  raw === undefined
    ? 'nothing'
    : Array.isArray(raw)
      ? `${raw.length} values`
      : typeof raw === 'string'
        ? raw
        : JSON.stringify(raw);

/** Checks a command's options; what is wrong first is what is said. */
export const checkOptions = <Schema extends z.ZodType>(
  schema: Schema,
  raw: RawOptions,
): Result<z.output<Schema>, Failure> => {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return success(parsed.data);
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? '');
  const choices = issue?.code === 'invalid_value' ? issue.values.map(String) : [];
  const nearest = nearestName(got(raw[name]), choices);
  return failed({
    reason: 'invalid-option',
    option: positional.has(name) ? name : `--${name}`,
    expected: expectations[name] ?? issue?.message ?? 'another value',
    got: got(raw[name]),
    ...(nearest === undefined ? {} : { nearest }),
    ...(name === 'profile' && raw[name] === undefined ? { hint: whichProfile } : {}),
  });
};
