import { z } from 'zod';
import type { Failure } from '../model/failure.ts';
import { nearestName } from '../model/nearest-name.ts';
import { readExpectation } from '../model/profile/expectation.ts';
import { findParameter } from '../model/profile/parameters.ts';
import type { Level, Requirement } from '../model/profile/profile.ts';
import { levelOf } from '../model/profile/quantity.ts';
import { failed, success, type Result } from '../model/result.ts';
import { describeQuantity, parseQuantity } from '../model/units.ts';

/** Options of `solve`. */
export const SolveOptions = z.object({
  folder: z.string().min(1),
  keep: z.array(z.string()).default([]),
  param: z.array(z.string()).default([]),
  test: z.array(z.string()).default([]),
  at: z.array(z.string()).default([]),
  on: z.string().min(1).optional(),
  check: z.boolean().default(false),
  json: z.boolean().default(false),
  verbose: z.number().default(0),
  quiet: z.boolean().default(false),
});
/** Options of `solve`. */
export type SolveOptions = z.infer<typeof SolveOptions>;

/** A failure to understand one option. */
export const invalidOption = (option: string, expected: string, got: string): Failure => ({
  reason: 'invalid-option',
  option,
  expected,
  got,
});

/** A failure to know a name, with the one that was probably meant. */
export const unknownChoice = (
  option: string,
  expected: string,
  got: string,
  known: readonly string[],
): Failure => {
  const nearest = nearestName(cut(got)?.[0] ?? got, known);
  return {
    ...{ reason: 'invalid-option', option, expected, got },
    ...(nearest === undefined ? {} : { nearest }),
  };
};

const cut = (text: string): readonly [string, string] | undefined => {
  const at = text.indexOf('=');
  return at < 1 ? undefined : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
};

const readKeep = (text: string): Result<Requirement, Failure> => {
  const [metric, share = ''] = cut(text) ?? [];
  const keep = parseQuantity('share', share);
  return (metric === 'tg' || metric === 'pp') && keep.ok && keep.value > 0 && keep.value <= 1
    ? success({ metric, keep: keep.value })
    : failed(
        invalidOption(
          '--keep',
          `pp or tg with a share above 0 % and at most ${describeQuantity('share', 1)}, such as tg=90%`,
          text,
        ),
      );
};

/** Reads all values of an option, or says what is wrong with the first bad one. */
const readAll = <Value>(
  texts: readonly string[],
  read: (text: string) => Result<Value, Failure>,
): Result<readonly Value[], Failure> => {
  const values: Value[] = [];
  for (const text of texts) {
    const one = read(text);
    if (!one.ok) return one;
    values.push(one.value);
  }
  return success(values);
};

/** Shares to be kept, as `--keep` gives them. */
export const readKeeps = (texts: readonly string[]): Result<readonly Requirement[], Failure> =>
  readAll(texts, readKeep);

const readAt =
  (swept: readonly string[]) =>
  (text: string): Result<readonly [string, Level], Failure> => {
    const [path = '', value = ''] = cut(text) ?? [];
    const parameter = findParameter(path);
    if (parameter === undefined || !swept.includes(path))
      return failed(
        unknownChoice('--at', `PARAM=VALUE with a parameter of ${swept.join(', ')}`, text, swept),
      );
    const given = parameter.dimension === 'count' && value !== '' ? Number(value) : value;
    const level = levelOf(parameter).safeParse(given);
    return level.success
      ? success([path, level.data] as const)
      : failed(
          invalidOption(
            `--at ${path}`,
            readExpectation(level.error.issues[0]?.message ?? 'another value').expected,
            value,
          ),
        );
  };

/** Levels to hold requirements against, by their parameter, as `--at` gives them; `swept` can be named. */
export const readLevels = (
  texts: readonly string[],
  swept: readonly string[],
): Result<ReadonlyMap<string, Level>, Failure> => {
  const levels = readAll(texts, readAt(swept));
  return levels.ok ? success(new Map(levels.value)) : levels;
};
