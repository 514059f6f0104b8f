import type { Failure, Problem } from '../failure.ts';
import { failed, success, type Result } from '../result.ts';
import { checkSources } from './check-sources.ts';
import { checkSweeps } from './check-sweeps.ts';
import { onOneLine } from './describe-value.ts';
import { describeIssues, type Finding } from './describe-issue.ts';
import { applyOverrides, describeOrigin, documentPath, type Overrides } from './overrides.ts';
import { renderPath } from './path.ts';
import type { Profile, SourceNote } from './profile.ts';
import { profileSchema } from './schema.ts';
import { readYaml } from './text/read-yaml.ts';

/** A place is looked for in the whole document; of more problems nobody reads. */
const mostPlaced = 1000;

/** In the order of the text; what came from the command line, which has no place, last. */
const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((a, b) => {
    if (a.place === undefined || b.place === undefined)
      return Number(a.place === undefined) - Number(b.place === undefined);
    return a.place.line - b.place.line || a.place.column - b.place.column;
  });

const invalid = (problems: readonly Problem[]): Result<never, Failure> =>
  failed({ reason: 'invalid-profile', problems: inOrder(problems) });

const nameIn = (option: string): string => option.split('=', 1)[0]?.trim() ?? '';

/** The dotted path that a `--set` puts into the constraints; nothing for other parts of a profile. */
const constraintSet = (text: string): readonly string[] => {
  const [root, ...steps] = documentPath(nameIn(text));
  return root === 'constraints' ? [steps.join('.')] : [];
};

/** A note on a number that was replaced would be untrue: the replacement has its own origin. */
const noteOverrides = (profile: Profile, overrides: Overrides): Profile => {
  const fields = new Set([
    ...overrides.set.flatMap(constraintSet),
    ...overrides.sweep.map((text) => `sweeps.${nameIn(text)}`),
  ]);
  if (fields.size === 0) return profile;
  const replaced = [...fields, ...(overrides.sweep.length > 0 ? ['sweeps'] : [])];
  const isReplaced = (field: string): boolean =>
    replaced.some((given) => field === given || field.startsWith(`${given}.`));
  const own = [...fields].map((field): SourceNote => ({
    field,
    grade: 'assumed',
    note: 'set on the command line',
  }));
  return {
    ...profile,
    sources: [...profile.sources.filter(({ field }) => !isReplaced(field)), ...own],
  };
};

/** No values from the command line. */
const none: Overrides = { set: [], sweep: [] };

/**
 * Reads a profile's text, with the command line's values put into it, into a value in which nothing
 * is left to check. On failure every problem is listed, in the order of the text. `file` is how
 * messages name the text.
 */
export const parseProfile = (
  text: string,
  file: string,
  overrides: Overrides = none,
): Result<Profile, Failure> => {
  const read = readYaml(text, file);
  if (!read.ok) return invalid(read.failure);
  const written = read.value.value;
  if (written === null || written === undefined) {
    const message = 'expected a profile, got an empty file';
    return invalid([{ place: { file, line: 1, column: 1 }, path: '', message }]);
  }
  const overridden = applyOverrides(written, overrides);
  const document = overridden.value;
  const parsed = profileSchema.safeParse(document);
  const problemOf = ({ path, of, message, hint }: Finding): Problem => {
    const origin = describeOrigin(overridden, written, path);
    return {
      ...(origin === undefined ? { place: read.value.placeOf(path, of) } : {}),
      path: origin ?? renderPath(path),
      message,
      ...(hint === undefined ? {} : { hint: onOneLine(hint) }),
    };
  };
  const problems = [
    ...read.value.problems,
    ...overridden.problems,
    ...[
      ...(parsed.success ? [] : describeIssues(parsed.error.issues, document)),
      ...checkSweeps(document),
      ...checkSources(document, written),
    ]
      .slice(0, mostPlaced)
      .map(problemOf),
  ];
  if (problems.length > 0) return invalid(problems);
  if (!parsed.success) throw new Error('Internal error: a profile was refused without a problem');
  return success(noteOverrides(parsed.data, overrides));
};
