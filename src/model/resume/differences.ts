import type { HostFacts } from '../host-facts.ts';
import type { Manifest, RecordedOptions, WorkloadFacts } from '../manifest.ts';
import type { ModelFacts } from '../model-facts.ts';

/** Something that is not as it was when a sweep began. */
export interface Difference {
  readonly what: string;
  readonly recorded: string;
  readonly now: string;
}

const unknown = 'unknown';

const compare = (
  what: string,
  recorded: string | number | undefined,
  now: string | number | undefined,
): readonly Difference[] =>
  // What an older record does not have cannot be held against anything.
  recorded === undefined || recorded === now
    ? []
    : [{ what, recorded: String(recorded), now: String(now ?? unknown) }];

/** What makes another host of one, by the words for it. */
const hostFields = [
  ['host name', 'hostname'],
  ['architecture', 'architecture'],
  ['kernel', 'kernel'],
  ['processor', 'cpuModel'],
  ['number of processors', 'cpus'],
  ['transparent huge pages', 'transparentHugePages'],
] as const satisfies readonly (readonly [string, keyof HostFacts])[];

/** How this host differs from the one on which a sweep began. */
export const compareHosts = (recorded: HostFacts, now: HostFacts): readonly Difference[] =>
  hostFields.flatMap(([what, field]) => compare(what, recorded[field], now[field]));

/** Where two texts of a profile differ first. */
export const compareProfiles = (recorded: string, now: string): readonly Difference[] => {
  if (recorded === now) return [];
  const [before, after] = [recorded.split('\n'), now.split('\n')];
  const at = before.findIndex((line, index) => line !== after[index]);
  const line = at === -1 ? before.length : at;
  const lineIn = (lines: readonly string[]): string => lines[line]?.trim() ?? 'no such line';
  return [{ what: `profile, line ${line + 1}`, recorded: lineIn(before), now: lineIn(after) }];
};

const sizeAndHash = ({ bytes, sha256 }: ModelFacts): string =>
  `${bytes} bytes${sha256 === undefined ? '' : `, SHA-256 ${sha256}`}`;

/** Whether a model is another one; it may lie elsewhere. */
export const compareModels = (recorded: ModelFacts, now: ModelFacts): readonly Difference[] =>
  recorded.bytes === now.bytes && (recorded.sha256 === undefined || recorded.sha256 === now.sha256)
    ? []
    : compare('model', sizeAndHash(recorded), `${sizeAndHash(now)} (${now.path})`);

type Program = Pick<WorkloadFacts, 'path' | 'version' | 'sha256'>;

const versionAndHash = ({ version, sha256 }: Program): string => `${version}, SHA-256 ${sha256}`;

/** Whether a llama-bench is another one; it may lie elsewhere. */
export const comparePrograms = (recorded: Program, now: Program): readonly Difference[] =>
  recorded.version === now.version && recorded.sha256 === now.sha256
    ? []
    : compare('llama-bench', versionAndHash(recorded), `${versionAndHash(now)} (${now.path})`);

const textOf = (value: RecordedOptions[keyof RecordedOptions]): string | undefined =>
  value === undefined ? undefined : Array.isArray(value) ? value.join(' ') : String(value);

/** What a record that has no options says of them nevertheless. */
const optionsOf = ({ options, plan }: Manifest): Partial<RecordedOptions> =>
  options ?? { seed: plan.seed };

/** Options that decide the plan; the others show in how llama-bench is called, or in what is recorded of runs. */
const planning: ReadonlySet<string> = new Set([
  ...['quick', 'set', 'sweep', 'rounds', 'max-rounds', 'half-width', 'design', 'shard'],
  ...['gate', 'seed'],
]);

/**
 * Options that are given now, and are not those that the sweep began with. Where a record of the first
 * versions does not hold them, such as decide the plan are refused: that is made already.
 */
export const compareOptions = (
  manifest: Manifest,
  given: Partial<RecordedOptions>,
): readonly Difference[] => {
  const recorded = optionsOf(manifest);
  return Object.entries(given).flatMap(([name, now]) => {
    const what = name === '--' ? 'arguments of llama-bench' : `--${name}`;
    const before = textOf(recorded[name as keyof RecordedOptions]);
    if (manifest.options === undefined && before === undefined)
      return planning.has(name) ? compare(what, 'unknown, by an earlier version', textOf(now)) : [];
    return compare(what, before === undefined || before === '' ? 'none' : before, textOf(now));
  });
};

/** Whether llama-bench would be called in another way, but for where it and the model lie. */
export const compareCommands = (
  { model, workload }: Pick<Manifest, 'model' | 'workload'>,
  now: { readonly argv: readonly string[]; readonly model: string },
): readonly Difference[] => {
  const moved = new Map([
    [workload.path, now.argv[0] ?? workload.path],
    [model.path, now.model],
  ]);
  const before = workload.argv.map((word) => moved.get(word) ?? word);
  return compare('command line of llama-bench', before.join(' '), now.argv.join(' '));
};
