import type { z } from 'zod';
import { choice, list, mapping, wholeNumber } from './fields.ts';
import type { WorkloadSpec } from './profile.ts';
import { freeQuantity } from './quantity.ts';

const million = 1_000_000;

const lengths = (what: string) =>
  list(
    'a list of token counts, such as [64, 128, 256]',
    wholeNumber('a token count', 0, million),
    (length) => length,
  )
    .meta({ uniqueItems: true })
    .describe(what);

/** llama-bench skips a test of length 0; it is how its users say "no such test". */
const withoutZero = (given: readonly number[]): number[] => given.filter((length) => length > 0);

/** `workload`: what llama-bench measures in each run, and how often. */
export const workload: z.ZodType<WorkloadSpec> = mapping(
  'a mapping such as { prompt: [64, 128], gen: [64, 128], rounds: 6 }',
  {
    prompt: lengths('Prompt lengths in tokens: the tests pp64, pp128, ...').prefault([
      64, 128, 256,
    ]),
    gen: lengths('Generated lengths in tokens: the tests tg64, tg128, ...').prefault([
      64, 128, 256,
    ]),
    depth: lengths('Tokens in the context before each test.').prefault([0]),
    rounds: wholeNumber('a number of rounds', 1, 1000)
      .describe('Rounds that count; 6 are the fewest that give a 95 % interval.')
      .default(6),
    warmupRounds: wholeNumber('a number of rounds', 0, 100)
      .describe('Rounds run first and not counted.')
      .default(1),
    start: choice(['warm', 'cold'])
      .describe('State of the page cache that each run starts from.')
      .default('warm'),
    runTimeLimit: freeQuantity('time', { min: 1e9, max: 24 * 3600e9 })
      .describe('Longest time one run may take.')
      .prefault('10 min'),
  },
)
  .transform(({ prompt, gen, ...rest }) => ({
    prompt: withoutZero(prompt),
    gen: withoutZero(gen),
    ...rest,
  }))
  .superRefine(({ prompt, gen, depth }, context) => {
    if (prompt.length + gen.length === 0) {
      context.addIssue({ code: 'custom', message: "at least one test in 'prompt' or 'gen'" });
    } else if (depth.length === 0) {
      context.addIssue({ code: 'custom', path: ['depth'], message: 'at least one depth' });
    }
  })
  .describe('What llama-bench measures in each run, and how often.');
