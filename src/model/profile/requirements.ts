import type { z } from 'zod';
import { choice, list, mapping } from './fields.ts';
import type { Requirement } from './profile.ts';
import { freeQuantity } from './quantity.ts';

const requirement: z.ZodType<Requirement> = mapping(
  'a mapping such as { metric: tg, keep: 90 % }',
  {
    metric: choice(['pp', 'tg']).describe('Prompt processing (pp) or token generation (tg).'),
    keep: freeQuantity('share', { min: 0, max: 1, aboveMin: true }).describe(
      "Share of the reference's throughput that must be kept.",
    ),
  },
);

/** `requirements`: what the tier must allow, from which the level that it needs is derived. */
export const requirements: z.ZodType<readonly Requirement[]> = list(
  'a list of requirements, such as [{ metric: tg, keep: 90 % }]',
  requirement,
  ({ metric, keep }) => `${metric} ${keep}`,
).describe('Shares of throughput that must be kept; the level at which each is met is derived.');
