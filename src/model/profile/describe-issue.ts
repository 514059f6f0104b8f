import type { z } from 'zod';
import { nearestName } from '../nearest-name.ts';
import { readExpectation } from './expectation.ts';
import { isList, isMapping, valueAt, type Path } from './path.ts';

/** One thing wrong with a document, before it is known where that stands in a text. */
export interface Finding {
  readonly path: Path;
  /** Whether the key itself is wrong, not its value. */
  readonly of: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
}

const longestShown = 60;

/** A text in quotes on one line; control characters, which a quoted YAML text can hold, are spelt out. */
export const quoteText = (text: string): string => {
  const shown = text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, (each) => `\\x${each.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `'${shown.length > longestShown ? `${shown.slice(0, longestShown)}...` : shown}'`;
};

/** A value of a document in words: scalars in quotes, collections by their kind. */
export const describeValue = (value: unknown): string => {
  if (value === null) return 'nothing';
  if (isList(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isMapping(value)) return 'a mapping';
  if (typeof value === 'string') return quoteText(value);
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? `'${value.toString()}'`
    : 'something else';
};

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
  return { path, of, message: `expected ${expected}, ${got}`, ...(hint === undefined ? {} : { hint }) };
};

const unknownKeys = (path: Path, keys: readonly string[], known: readonly string[]): Finding[] =>
  keys.map((key) => {
    const near = nearestName(key, known);
    const hint = near === undefined ? `known here: ${known.join(', ')}` : `did you mean '${near}'?`;
    return { path: [...path, key], of: 'key', message: `unknown key ${quoteText(key)}`, hint };
  });

const isStep = (step: PropertyKey): step is string | number => typeof step !== 'symbol';

/** The branch of a union that the value was meant for: the one that does not refuse its very type. */
const meantBranch = (
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined => {
  const meant = branches.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
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
