import type { z } from 'zod';
import { nearestName } from '../nearest-name.ts';
import { describeValue, quoteText } from './describe-value.ts';
import { listNames, readExpectation } from './expectation.ts';
import { valueAt, type Path } from './path.ts';

/** One thing wrong with a document, before it is known where that stands in a text. */
export interface Finding {
  readonly path: Path;
  /** Whether the key itself is wrong, not its value. */
  readonly of: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
}

/** A sentence on one value: what was expected, what was got. */
export const findingAt = (
  root: unknown,
  path: Path,
  message: string,
  of: Finding['of'] = 'value',
): Finding => {
  const { expected, hint } = readExpectation(message);
  const value = valueAt(root, path);
  const last = path.at(-1);
  const got =
    value === undefined
      ? 'but it is missing'
      : of === 'key'
        ? `got ${quoteText(String(last))}`
        : `got ${describeValue(value)}`;
  return {
    path,
    of,
    message: `expected ${expected}, ${got}`,
    ...(hint === undefined ? {} : { hint }),
  };
};

/** Known names that end with the given one: a parameter's name without its constraint. */
const hintForKey = (key: string, known: readonly string[]): string => {
  const longer = known.filter((name) => name.endsWith(`.${key}`));
  if (longer.length > 0) return `did you mean ${listNames(longer)}?`;
  const near = nearestName(key, known);
  return near === undefined ? `known here: ${known.join(', ')}` : `did you mean '${near}'?`;
};

const unknownKeys = (path: Path, keys: readonly string[], known: readonly string[]): Finding[] =>
  keys.map((key) => ({
    path: [...path, key],
    of: 'key',
    message: `unknown key ${quoteText(key)}`,
    hint: hintForKey(key, known),
  }));

const isStep = (step: PropertyKey): step is string | number => typeof step !== 'symbol';

/** A value of another type, or another one than the only word that would do. */
const refusesWhole = ({ code, path }: z.core.$ZodIssue): boolean =>
  (code === 'invalid_type' || code === 'invalid_value') && path.length === 0;

/** The branch of a union that the value was meant for: the one that does not refuse it as a whole. */
const meantBranch = (
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined => {
  const meant = branches.filter((issues) => !issues.some(refusesWhole));
  return meant.length === 1 ? meant[0] : undefined;
};

const describeIssue = (issue: z.core.$ZodIssue, root: unknown, base: Path): readonly Finding[] => {
  const path = [...base, ...issue.path.filter(isStep)];
  if (issue.code === 'unrecognized_keys')
    return unknownKeys(path, issue.keys, issue.message.split(', '));
  if (issue.code === 'invalid_union') {
    const branch = meantBranch(issue.errors);
    if (branch !== undefined) return describeIssues(branch, root, path);
  }
  return [findingAt(root, path, issue.message)];
};

/**
 * Issues of the schema library in our own words; the schemas put what they expected in the issues'
 * messages. `root` is the document that was checked, `base` where in it the checked part lies.
 */
export const describeIssues = (
  issues: readonly z.core.$ZodIssue[],
  root: unknown,
  base: Path = [],
): readonly Finding[] => {
  // What else is wrong with a mapping as a whole is mostly a consequence of its misspelt key.
  const misspelt = new Set(
    issues.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('\n')),
  );
  return issues
    .filter(({ code, path }) => code !== 'custom' || !misspelt.has(path.join('\n')))
    .flatMap((issue) => describeIssue(issue, root, base));
};
