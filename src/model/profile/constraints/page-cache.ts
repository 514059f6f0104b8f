import type { z } from 'zod';
import { choice, mapping } from '../fields.ts';
import { quantity } from '../quantity.ts';
import type { PageCacheConstraint } from '../profile.ts';

/** `constraints.pageCache`. */
export const pageCache: z.ZodType<PageCacheConstraint> = mapping(
  'a mapping such as { drop: 200 MB/s, before: each-run }',
  {
    drop: quantity('pageCache.drop')
      .describe("Rate at which the workload's cached pages are evicted while it runs.")
      .exactOptional(),
    before: choice(['each-run', 'never'])
      .describe('When the whole model is evicted from the page cache.')
      .exactOptional(),
  },
).describe("Throttled eviction of the workload's cached pages while it runs.");
