import type { Problem } from '../failure.ts';
import type { Result } from '../result.ts';
import { describeValue, quoteText } from './describe-value.ts';
import { isWithin, renderPath, splitPath, valueAt, withValueAt, type Path } from './path.ts';
import { readYaml } from './text/read-yaml.ts';

/** Values from the command line, as typed. */
export interface Overrides {
  /** `PARAM=VALUE`, in the order given; the last one of a parameter holds. */
  readonly set: readonly string[];
  /** `PARAM=V1,V2,...`; together they replace the profile's sweeps. */
  readonly sweep: readonly string[];
}

/** A part of a document that came from the command line. */
export interface Origin {
  readonly path: Path;
  readonly option: string;
}

/** A document with the values of the command line in it. */
export interface Overridden {
  readonly value: unknown;
  readonly origins: readonly Origin[];
  readonly problems: readonly Problem[];
}

const problem = (option: string, message: string, hint?: string): Problem => ({
  path: option,
  message,
  ...(hint === undefined ? {} : { hint }),
});

const cut = (text: string, at: string): readonly [string, string] | undefined => {
  const index = text.indexOf(at);
  return index < 1 ? undefined : [text.slice(0, index).trim(), text.slice(index + 1)];
};

/** Parts of a profile beside its constraints that options may set, by their own names. */
const ownRoots = ['workload', 'requirements', 'constraints'];

/** The dotted path of an option as steps into a document. Parameters are named without the word `constraints`, as everywhere else. */
export const documentPath = (parameter: string): readonly string[] => {
  const steps = splitPath(parameter);
  return ownRoots.includes(steps[0] ?? '') ? steps : ['constraints', ...steps];
};

const readValue = (option: string, text: string): Result<unknown, readonly Problem[]> => {
  const read = readYaml(text, option);
  if (read.ok && read.value.problems.length === 0) return { ok: true, value: read.value.value };
  const problems = read.ok ? read.value.problems : read.failure;
  return {
    ok: false,
    failure: problems.map(({ message, hint }) => problem(option, message, hint)),
  };
};

const blocked = (root: unknown, option: string, path: readonly string[]): Problem => {
  const length = path.findIndex((_, index) => {
    const value = valueAt(root, path.slice(0, index + 1));
    return value !== undefined && value !== null && typeof value !== 'object';
  });
  const above = path.slice(0, length + 1);
  const name = renderPath(above.filter((step) => step !== 'constraints'));
  return problem(
    option,
    `expected '${name}' to be a mapping, got ${describeValue(valueAt(root, above))}`,
    `set the whole of it, as in --set '${name}={ ... }'`,
  );
};

const applySet = (before: Overridden, text: string): Overridden => {
  const parts = cut(text, '=');
  if (parts === undefined) {
    const wrong = problem('--set', `expected PARAM=VALUE, got ${quoteText(text)}`);
    return { ...before, problems: [...before.problems, wrong] };
  }
  const option = `--set ${parts[0]}`;
  const read = readValue(option, parts[1]);
  if (!read.ok) return { ...before, problems: [...before.problems, ...read.failure] };
  const path = documentPath(parts[0]);
  const after = withValueAt(before.value, path, read.value);
  if (after === undefined)
    return { ...before, problems: [...before.problems, blocked(before.value, option, path)] };
  return { ...before, value: after.root, origins: [...before.origins, { path, option }] };
};

const applySweeps = (before: Overridden, sweeps: readonly string[]): Overridden => {
  if (sweeps.length === 0) return before;
  const items: unknown[] = [];
  const origins: Origin[] = [];
  const problems: Problem[] = [];
  for (const text of sweeps) {
    const parts = cut(text, '=');
    if (parts === undefined) {
      problems.push(problem('--sweep', `expected PARAM=V1,V2,..., got ${quoteText(text)}`));
      continue;
    }
    const option = `--sweep ${parts[0]}`;
    const levels = parts[1].split(',').map((level) => readValue(option, level));
    problems.push(...levels.flatMap((level) => (level.ok ? [] : level.failure)));
    origins.push({ path: ['sweeps', items.length], option });
    origins.push({ path: ['sweeps', items.length, parts[0]], option });
    items.push({ [parts[0]]: levels.flatMap((level) => (level.ok ? [level.value] : [])) });
  }
  const after = withValueAt(before.value, ['sweeps'], items);
  return {
    value: after === undefined ? before.value : after.root,
    origins: [...before.origins, ...origins],
    problems: [...before.problems, ...problems],
  };
};

/**
 * Puts values of the command line into a document before it is checked, so that they meet the same
 * checks, in the same words, as what stands in a file.
 */
export const applyOverrides = (value: unknown, overrides: Overrides): Overridden =>
  applySweeps(
    overrides.set.reduce(applySet, { value, origins: [], problems: [] }),
    overrides.sweep,
  );

/**
 * The option that a part of a document came from, in words that stand where a file's path would;
 * undefined for what the file holds. `written` is the document before the options.
 */
export const describeOrigin = (
  { value, origins }: Overridden,
  written: unknown,
  path: Path,
): string | undefined => {
  const own = origins.findLast((each) => isWithin(path, each.path));
  if (own !== undefined) {
    const rest = renderPath(path.slice(own.path.length));
    return rest === '' || rest.startsWith('[') ? `${own.option}${rest}` : `${own.option}.${rest}`;
  }
  // A mapping that exists only because an option put something into it: what it lacks is the option's matter.
  const made = path
    .map((_, index) => path.slice(0, index + 1))
    .find((part) => valueAt(written, part) === undefined && valueAt(value, part) !== undefined);
  const maker = made === undefined ? undefined : origins.find((each) => isWithin(each.path, made));
  return maker === undefined ? undefined : `${renderPath(path)} (by ${maker.option})`;
};
