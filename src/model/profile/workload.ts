import { z } from 'zod';
import { disturbanceDefaults } from '../disturbance/defaults.ts';
import { describeQuantity } from '../units.ts';
import { choice, list, mapping, wholeNumber } from './fields.ts';
import type { AdaptiveRounds, DisturbanceLimits, WorkloadSpec } from './profile.ts';
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

const share = (most: number) => freeQuantity('share', { min: 0, max: most, aboveMin: true });

const adaptive: z.ZodType<AdaptiveRounds> = mapping(
  'a mapping such as { maxRounds: 20, halfWidth: 2 % }',
  {
    maxRounds: wholeNumber('a number of rounds', 6, 1000).describe(
      'Most rounds that count, however wide the intervals are then.',
    ),
    halfWidth: share(1).describe(
      'Rounds are added until half the width of every interval is at most this share of its ratio.',
    ),
  },
).describe('Rounds beyond `rounds`, added until every interval is narrow enough.');

const limit = (name: Exclude<keyof DisturbanceLimits, 'repeats'>, what: string) =>
  share(1).describe(what).prefault(describeQuantity('share', disturbanceDefaults[name]));

const disturbance: z.ZodType<DisturbanceLimits | undefined> = z
  .union(
    [
      z.literal('off').transform(() => undefined),
      mapping('a mapping such as { steal: 5 %, repeats: 3 }', {
        runQueue: limit(
          'runQueue',
          'Time that threads of the workload waited for a processor, of the time they wanted one.',
        ),
        steal: limit('steal', 'Processor time that the hypervisor gave to others, of all.'),
        others: limit('others', 'Processor time that other programs used, of all.'),
        throttled: limit('throttled', 'Time in which a quota held the workload, of the run.'),
        repeats: wholeNumber('a number of repetitions', 0, 10)
          .describe('Most repetitions of a disturbed run.')
          .default(disturbanceDefaults.repeats),
      }),
    ],
    { error: "'off', or a mapping such as { steal: 5 %, repeats: 3 }" },
  )
  .describe('Beyond which a run counts as disturbed and is repeated; off: none does.');

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
    adaptive: adaptive.exactOptional(),
    warmupRounds: wholeNumber('a number of rounds', 0, 100)
      .describe('Rounds run first and not counted.')
      .default(1),
    start: choice(['warm', 'cold'])
      .describe('State of the page cache that each run starts from.')
      .default('warm'),
    runTimeLimit: freeQuantity('time', { min: 1e9, max: 24 * 3600e9 })
      .describe('Longest time one run may take.')
      .prefault('10 min'),
    disturbance: disturbance.prefault({}),
  },
)
  .transform(({ prompt, gen, disturbance: limits, ...rest }): WorkloadSpec => ({
    prompt: withoutZero(prompt),
    gen: withoutZero(gen),
    ...rest,
    ...(limits === undefined ? {} : { disturbance: limits }),
  }))
  .superRefine(({ prompt, gen, depth, rounds, adaptive: added }, context) => {
    if (added !== undefined && added.maxRounds < rounds)
      context.addIssue({
        code: 'custom',
        path: ['adaptive', 'maxRounds'],
        message: `a number of rounds not below workload.rounds (${rounds})`,
      });
    if (prompt.length + gen.length === 0) {
      context.addIssue({ code: 'custom', message: "at least one test in 'prompt' or 'gen'" });
    } else if (depth.length === 0) {
      context.addIssue({ code: 'custom', path: ['depth'], message: 'at least one depth' });
    }
  })
  .describe('What llama-bench measures in each run, and how often.');
