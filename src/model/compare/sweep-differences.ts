import type { Dataset } from '../dataset.ts';
import type { Manifest } from '../manifest.ts';
import type { Plan } from '../plan.ts';
import { describeField } from '../plan/describe-constraints.ts';
import { listFields } from '../profile/parameter-value.ts';
import { testName } from '../test-name.ts';
import { describeQuantity } from '../units.ts';

/** Something that differs between how two sides were measured, in words. */
export interface Difference {
  readonly what: string;
  /** Empty where it is not recorded. */
  readonly a: string;
  /** Empty where it is not recorded. */
  readonly b: string;
}

/** What is known of one side, by its name; undefined where it is not recorded. */
type Facts = Readonly<Record<string, string | undefined>>;

const hostFacts = ({ host }: Manifest): Facts => ({
  host: host.hostname,
  processor: host.cpuModel,
  processors: String(host.cpus),
  'physical cores': host.physicalCores?.toString(),
  memory: describeQuantity('bytes', host.memoryBytes),
  architecture: host.architecture,
  distribution: host.distribution,
  kernel: host.kernel,
  virtualization: host.virtualization,
  'transparent huge pages': host.transparentHugePages,
  'frequency governor': host.governor,
  // Two sweeps between which the machine was started anew have another system state.
  boot: host.bootId?.slice(0, 8),
});

const tensorTypes = ({ model }: Manifest): string =>
  Object.entries(model.tensorTypes)
    .map(([type, count]) => `${count} ${type}`)
    .join(', ');

const modelFacts = (manifest: Manifest): Facts => ({
  model: manifest.model.name,
  'size of the model': describeQuantity('bytes', manifest.model.bytes),
  'tensors of the model': tensorTypes(manifest),
  'SHA-256 of the model': manifest.model.sha256?.slice(0, 12),
});

/** Where the model lies is no difference in how it was measured. */
const benchArguments = ({ workload, model }: Manifest): string =>
  workload.argv
    .slice(1)
    .map((word) => (word === model.path ? 'MODEL' : word))
    .join(' ');

const benchFacts = (manifest: Manifest): Facts => ({
  'llama-bench': manifest.workload.version,
  'SHA-256 of llama-bench': manifest.workload.sha256.slice(0, 12),
  'arguments of llama-bench': benchArguments(manifest),
  'environment of llama-bench': Object.entries(manifest.workload.env)
    .map(([name, value]) => `${name}=${value}`)
    .join(' '),
});

const describeSetting = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** The workload as the profile has it; what it measures shows in the tests, times in words. */
const workloadFacts = ({ profile }: Plan): Facts => {
  const { prompt: _prompt, gen: _gen, depth: _depth, runTimeLimit, ...rest } = profile.workload;
  return {
    ...Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [`workload.${name}`, describeSetting(value)]),
    ),
    'workload.runTimeLimit': describeQuantity('time', runTimeLimit),
  };
};

const planFacts = ({ plan, toolVersion }: Manifest): Facts => ({
  emulate: toolVersion,
  profile: plan.profile.name,
  'ratios are taken to': plan.reference,
  seed: String(plan.seed),
  tests: plan.tests.map(testName).join(' '),
  ...workloadFacts(plan),
});

const factsOf = (manifest: Manifest): Facts => ({
  ...hostFacts(manifest),
  ...modelFacts(manifest),
  ...benchFacts(manifest),
  ...planFacts(manifest),
});

const compareFacts = (a: Facts, b: Facts): readonly Difference[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((what) =>
    a[what] === b[what] ? [] : [{ what, a: a[what] ?? '', b: b[what] ?? '' }],
  );

/** The fields of a case's constraints; that a constraint without fields is on shows as well. */
const fieldsOf = (plan: Plan, caseId: string): Facts => {
  const constraints = plan.cases.find(({ id }) => id === caseId)?.constraints ?? {};
  return Object.fromEntries([
    ...Object.keys(constraints).map((name) => [name, 'on']),
    ...listFields(constraints).map((field) => [field.path, describeField(field)]),
  ]) as Facts;
};

/** The same id says that one level is the same; what else a case asks for may not be. */
const compareCases = (a: Plan, b: Plan): readonly Difference[] => {
  const inB = new Set(b.cases.map(({ id }) => id));
  const common = a.cases.map(({ id }) => id).filter((id) => inB.has(id));
  const found = new Map<string, { readonly difference: Difference; readonly cases: string[] }>();
  for (const id of common)
    for (const difference of compareFacts(fieldsOf(a, id), fieldsOf(b, id))) {
      const key = JSON.stringify(difference);
      const known = found.get(key);
      if (known === undefined) found.set(key, { difference, cases: [id] });
      else known.cases.push(id);
    }
  return [...found.values()].map(({ difference, cases }) => ({
    ...difference,
    what: `${difference.what} in ${cases.length > 3 ? `${cases.length} cases` : cases.join(', ')}`,
  }));
};

/**
 * Everything recorded that differs between how two sweeps were measured: machine, model,
 * llama-bench, plan, and constraints of the cases that both have.
 */
export const listDifferences = (a: Dataset, b: Dataset): readonly Difference[] => [
  ...compareFacts(factsOf(a.manifest), factsOf(b.manifest)),
  ...compareCases(a.manifest.plan, b.manifest.plan),
];
