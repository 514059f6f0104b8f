import type { Dimension } from '../dimension.ts';
import { z } from 'zod';
import { failed, success, type Result } from '../result.ts';
import { parseQuantity, quantityExpectation, quantityPattern } from '../units.ts';
import { expects, type Expectation } from './expectation.ts';
import {
  describeRange,
  findParameter,
  isInRange,
  type Parameter,
  type Range,
} from './parameters.ts';
import type { Level } from './profile.ts';

/** Shares of a model file that can be a memory limit; above 1 there is room beside the weights. */
export const modelShare: Range = { min: 0, max: 10, aboveMin: true };
const shareOfModel = / *of +model$/;

const modelShareSample = "a share such as '60 % of model'";

const expectationOf = (parameter: Parameter): string => {
  const own = quantityExpectation[parameter.dimension];
  return parameter.ofModel === true ? `${own}, or ${modelShareSample}` : own;
};

/** A share that lacks its unit, or does not say of what. */
const hintForShare = (text: string): string | undefined => {
  const number = /^([0-9.]+) *%?$/.exec(text.replace(/ *of +(the +)?model$/, ''))?.[1];
  return number === undefined || !/%|model/.test(text)
    ? undefined
    : `did you mean '${number} % of model'?`;
};

const readLevel = (parameter: Parameter, given: string): Result<Level, Expectation> => {
  const text = given.trim();
  const ofModel = parameter.ofModel === true && shareOfModel.test(text);
  const [dimension, range]: [Dimension, Range] = ofModel
    ? ['share', modelShare]
    : [parameter.dimension, parameter.range];
  const number = parseQuantity(dimension, ofModel ? text.replace(shareOfModel, '') : text);
  if (!number.ok) {
    if (parameter.ofModel !== true) return number;
    const hint = hintForShare(text) ?? number.failure.hint;
    const expected = ofModel
      ? modelShareSample
      : `${number.failure.expected}, or ${modelShareSample}`;
    return failed({ expected, ...(hint === undefined ? {} : { hint }) });
  }
  const { value } = number;
  if (!isInRange(range, value))
    return failed({ expected: `${describeRange(dimension, range)}${ofModel ? ' of model' : ''}` });
  return success({ text, value, ...(ofModel ? { ofModel } : {}) });
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
    expects(
      expected,
      typeof input === 'string' ? 'a count is a number without quotes or unit' : undefined,
    );
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
