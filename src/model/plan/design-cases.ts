import type { Failure } from '../failure.ts';
import type { Case } from '../plan.ts';
import type { Level, Profile, Sweep } from '../profile/profile.ts';
import { writeParameter } from '../profile/parameter-value.ts';
import { splitPath } from '../profile/path.ts';
import type { Random } from '../random.ts';
import { failed, success, type Result } from '../result.ts';
import { sweepPoint } from './cases.ts';
import type { Design } from './design.ts';

/** Attempts to better a random design by an exchange; fewer for a large one, which chance alone makes good. */
const mostSteps = 2000;
const largeDesign = 64;

/** One of them is a part of the other, which replaces the whole: they cannot change independently. */
const overlap = (one: string, other: string): boolean => {
  const [steps, others] = [splitPath(one), splitPath(other)];
  return steps.every((step, at) => (others[at] ?? step) === step);
};

/** Fewest cases from which every level's effect can be told: one for the mean, one for each level but the first of each parameter. */
const fewestDesignCases = (sweeps: readonly Sweep[]): number =>
  1 + sweeps.reduce((sum, { levels }) => sum + levels.length - 1, 0);

const checkSweeps = (sweeps: readonly Sweep[], { cases }: Design): Failure | undefined => {
  const invalid = (expected: string, got: string): Failure => ({
    reason: 'invalid-option',
    option: '--design',
    expected,
    got,
  });
  const varied = sweeps.filter(({ levels }) => levels.length > 1);
  if (varied.length < 2)
    return invalid(
      'at least two sweeps of two levels or more, for a design varies several parameters at once',
      `${varied.length}`,
    );
  for (const [at, { parameter }] of sweeps.entries()) {
    const twin = sweeps.slice(0, at).find((other) => overlap(other.parameter, parameter));
    if (twin !== undefined)
      return invalid(
        'parameters that can change independently; choose with --sweep',
        `'${twin.parameter}' and '${parameter}'`,
      );
  }
  const fewest = fewestDesignCases(sweeps);
  const all = sweeps.reduce((product, { levels }) => product * levels.length, 1);
  return cases >= fewest && cases <= all
    ? undefined
    : invalid(
        `from ${fewest} cases, which tell every level's effect, to ${all}, which are all combinations of these levels`,
        `${cases}`,
      );
};

/** Each level equally often, or once more, in random order: one column of a Latin hypercube on a grid. */
const columnOf = (levels: number, cases: number, random: Random): readonly number[] => {
  // Which levels are there once more is drawn too.
  const order = random.shuffle(Array.from({ length: levels }, (_, level) => level));
  return random.shuffle(Array.from({ length: cases }, (_, at) => order[at % levels] ?? 0));
};

type Columns = readonly (readonly number[])[];

const countBy = (keys: readonly number[]): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

/**
 * How far two columns are from meeting in all combinations alike: the squares of what each pair of
 * levels is there too often or too seldom (Pearson's chi-squared), by case. 0 where neither parameter
 * can be mistaken for the other.
 */
const association = (one: readonly number[], other: readonly number[]): number => {
  const [countOne, countOther] = [countBy(one), countBy(other)];
  const pairs = countBy(one.map((level, at) => level * 65_536 + (other[at] ?? 0)));
  let sum = 0;
  for (const [level, there] of countOne)
    for (const [beside, thereToo] of countOther) {
      const expected = (there * thereToo) / one.length;
      sum += ((pairs.get(level * 65_536 + beside) ?? 0) - expected) ** 2 / expected;
    }
  return sum / one.length;
};

/** What makes a design bad: parameters that change alike; cases that are there twice weigh more. */
const badness = (columns: Columns, cases: number): number => {
  const rows = new Set(
    Array.from({ length: cases }, (_, at) => columns.map((column) => column[at]).join(' ')),
  );
  const pairs = columns.flatMap((one, at) =>
    columns.slice(at + 1).map((other) => association(one, other)),
  );
  return cases - rows.size + pairs.reduce((sum, each) => sum + each, 0);
};

const swapped = (column: readonly number[], one: number, other: number): readonly number[] =>
  column.map((level, at) =>
    at === one ? (column[other] ?? level) : at === other ? (column[one] ?? level) : level,
  );

/** Columns of random order, in which levels change places as long as that makes the design better. */
const chooseColumns = (sweeps: readonly Sweep[], cases: number, random: Random): Columns => {
  let best: Columns = sweeps.map(({ levels }) => columnOf(levels.length, cases, random));
  let least = badness(best, cases);
  const steps = Math.min(mostSteps, Math.ceil(mostSteps * (largeDesign / cases)));
  for (let step = 0; step < steps && least > 0; step += 1) {
    const changed = random.integerBelow(sweeps.length);
    const [one, other] = [random.integerBelow(cases), random.integerBelow(cases)];
    const columns = best.map((column, at) =>
      at === changed ? swapped(column, one, other) : column,
    );
    const found = badness(columns, cases);
    if (found < least) [best, least] = [columns, found];
  }
  return best;
};

const caseOf = (
  profile: Profile,
  id: string,
  chosen: readonly { readonly parameter: string; readonly level: Level }[],
): Case => ({
  id,
  kind: 'design',
  constraints: chosen.reduce(
    (constraints, { parameter, level }) => writeParameter(constraints, parameter, level),
    profile.constraints,
  ),
  points: chosen.map(({ parameter, level }) => sweepPoint(parameter, level)),
});

/**
 * The cases of a Latin hypercube over the levels of a profile's sweeps (McKay, Beckman and Conover,
 * Technometrics 21 (1979) 239, on a grid): every level of every parameter is there equally often, give
 * or take one; which levels meet is drawn by chance and bettered by exchanges, so that every level of
 * one parameter meets those of another as evenly as may be.
 */
export const listDesignCases = (
  profile: Profile,
  design: Design,
  random: Random,
): Result<readonly Case[], Failure> => {
  const { sweeps } = profile;
  const wrong = checkSweeps(sweeps, design);
  if (wrong !== undefined) return failed(wrong);
  const columns = chooseColumns(sweeps, design.cases, random);
  const digits = String(design.cases).length;
  return success(
    Array.from({ length: design.cases }, (_, at) => {
      const chosen = sweeps.flatMap(({ parameter, levels }, column) => {
        const level = levels[columns[column]?.[at] ?? 0];
        return level === undefined ? [] : [{ parameter, level }];
      });
      return caseOf(profile, `lhs-${String(at + 1).padStart(digits, '0')}`, chosen);
    }),
  );
};
