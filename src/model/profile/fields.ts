import { z } from 'zod';
import { nearestName } from '../nearest-name.ts';
import { expects, listNames } from './expectation.ts';

/**
 * A mapping with known keys. For an unknown key the issue's message is the list of known ones;
 * for anything else it is `expected`.
 */
export const mapping = <Shape extends z.core.$ZodLooseShape>(expected: string, shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : expected,
  });

/** One of a few words. */
export const choice = <const Words extends readonly string[]>(words: Words) =>
  z.enum(words, {
    error: ({ input }) => {
      const near = typeof input === 'string' ? nearestName(input, words) : undefined;
      return expects(listNames(words), near === undefined ? undefined : `did you mean '${near}'?`);
    },
  });

/** A whole number in a range, both ends included. */
export const wholeNumber = (what: string, min: number, max: number) => {
  const error = `${what} from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

/** A list in which nothing stands twice; `key` tells what makes two items the same. */
export const list = <Item extends z.ZodType>(
  expected: string,
  item: Item,
  key: (item: z.output<Item>) => unknown,
) =>
  z.array(item, { error: expected }).superRefine((items, context) => {
    const seen = new Set<unknown>();
    for (const [index, each] of items.entries()) {
      const name = key(each);
      if (seen.has(name)) {
        context.addIssue({
          code: 'custom',
          path: [index],
          message: expects('each value once', 'the same value stands earlier in this list'),
        });
      }
      seen.add(name);
    }
  });

/** A text that is not empty and holds nothing that a terminal would obey. */
export const plainText = (expected: string, most: number) => {
  const error = `${expected} (1 to ${most} characters)`;
  return z
    .string({ error })
    .trim()
    .min(1, { error, abort: true })
    .max(most, { error, abort: true })
    .refine((text) => !/(?!\n)\p{Cc}/u.test(text), {
      error: `${expected} without control characters`,
    });
};
