import { z } from 'zod';
import { failed, success, type Result } from '../result.ts';
import { parseQuantity, quantityExpectation, quantityPattern, type Dimension } from '../units.ts';
import { expects, type Expectation } from './expectation.ts';
import { describeRange, findParameter, isInRange, type Parameter, type Range } from './parameters.ts';
import type { Level } from './profile.ts';

/** Shares of a model file that can be a memory limit; above 1 there is room beside the weights. */
const modelShare: Range = { min: 0, max: 10, aboveMin: true };
const shareOfModel = / *of +model$/;

const within = (dimension: Dimension, range: Range, value: number): Result<number, Expectation> =>
  isInRange(range, value) ? success(value) : failed({ expected: describeRange(dimension, range) });

/** Reads the text of a quantity, and checks its range. */
const readText = (dimension: Dimension, range: Range, text: string): Result<number, Expectation> => {
  const number = parseQuantity(dimension, text);
  return number.ok ? within(dimension, range, number.value) : number;
};

const expectationOf = (parameter: Parameter): string => {
  const own = quantityExpectation[parameter.dimension];
  return parameter.ofModel === true ? `${own}, or a share such as '60 % of model'` : own;
};

const readLevel = (parameter: Parameter, given: string): Result<Level, Expectation> => {
  const text = given.trim();
  if (parameter.ofModel === true && shareOfModel.test(text)) {
    const share = readText('share', modelShare, text.replace(shareOfModel, ''));
    return share.ok
      ? success({ text, value: share.value, ofModel: true })
      : failed({ ...share.failure, expected: `${share.failure.expected} of model` });
  }
  const number = readText(parameter.dimension, parameter.range, text);
  if (number.ok) return success({ text, value: number.value });
  const isUnread = number.failure.expected === quantityExpectation[parameter.dimension];
  return failed(
    isUnread ? { ...number.failure, expected: expectationOf(parameter) } : number.failure,
  );
};

const pattern = (parameter: Parameter): string => {
  const own = quantityPattern(parameter.dimension);
  if (parameter.ofModel !== true) return own;
  return `${own}|${quantityPattern('share').replace(/\$$/, ' *of +model$')}`;
};

/** A number where a text with a unit belongs gets the same hints as a text without one. */
const wrongType = (parameter: Parameter, input: unknown): string => {
  const read = typeof input === 'number' ? readLevel(parameter, String(input)) : undefined;
  const hint = read?.ok === false ? read.failure.hint : undefined;
  return expects(expectationOf(parameter), hint);
};

const countLevel = (parameter: Parameter): z.ZodType<Level> => {
  const { min, max } = parameter.range;
  const expected = describeRange('count', parameter.range);
  const error = ({ input }: { readonly input?: unknown }): string =>
    expects(expected, typeof input === 'string' ? 'a count is a plain number' : undefined);
  return z
    .int({ error })
    .min(min, { error })
    .max(max, { error })
    .transform((value) => ({ text: String(value), value }));
};

const textLevel = (parameter: Parameter): z.ZodType<Level> =>
  z
    .string({ error: ({ input }) => wrongType(parameter, input) })
    .meta({ pattern: pattern(parameter) })
    .transform((given, context) => {
      const level = readLevel(parameter, given);
      if (level.ok) return level.value;
      const { expected, hint } = level.failure;
      context.addIssue({ code: 'custom', message: expects(expected, hint) });
      return z.NEVER;
    });

/** One level of a parameter, read and checked; keeps the text as written. */
export const levelOf = (parameter: Parameter): z.ZodType<Level> =>
  parameter.dimension === 'count' ? countLevel(parameter) : textLevel(parameter);

const known = (path: string): Parameter => {
  const parameter = findParameter(path);
  if (parameter === undefined) throw new Error(`Internal error: no parameter '${path}'`);
  return parameter;
};

/** The level of a parameter named by its dotted path. */
export const level = (path: string): z.ZodType<Level> => levelOf(known(path));

/** The value of a parameter, in its counting unit. */
export const quantity = (path: string): z.ZodType<number> =>
  level(path).transform(({ value }) => value);

/** A quantity that is no parameter of a constraint, such as a time limit. */
export const freeQuantity = (dimension: Dimension, range: Range): z.ZodType<number> =>
  textLevel({ path: '', dimension, better: 'higher', range }).transform(({ value }) => value);
