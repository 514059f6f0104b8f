import { z } from 'zod';
import { describeQuantity } from '../../units.ts';
import { expects } from '../expectation.ts';
import { choice, mapping } from '../fields.ts';
import { quantity } from '../quantity.ts';
import type { Latency, TierConstraint } from '../profile.ts';

const quantileNames = ['p50', 'p90', 'p99', 'p99.9', 'max'] as const;

const quantiles = mapping('a mapping of quantiles, such as { p50: 5 us, p99: 20 us }', {
  p50: quantity('tier.readLatency.p50').describe('Median, and the least that is drawn.'),
  p90: quantity('tier.readLatency.p90').exactOptional(),
  p99: quantity('tier.readLatency.p99').exactOptional(),
  'p99.9': quantity('tier.readLatency.p99.9').exactOptional(),
  max: quantity('tier.readLatency.max').exactOptional(),
})
  .superRefine((latency, context) => {
    let lower: { name: string; value: number } | undefined;
    for (const name of quantileNames) {
      const value = latency[name];
      if (value === undefined) continue;
      if (lower !== undefined && value < lower.value) {
        const least = describeQuantity('time', lower.value);
        context.addIssue({
          code: 'custom',
          path: [name],
          message: expects(
            `at least the ${lower.name} of ${least}`,
            'quantiles of one distribution never fall',
          ),
        });
      }
      lower = { name, value };
    }
  })
  .transform((given): Latency => ({ kind: 'quantiles', ...given }));

const latency: z.ZodType<Latency> = z
  .union(
    [
      quantity('tier.readLatency').transform((value): Latency => ({ kind: 'fixed', value })),
      quantiles,
    ],
    {
      error:
        "a time with its unit, such as '5 us', or a mapping of quantiles, such as { p50: 5 us, p99: 20 us }",
    },
  )
  .describe('Time from the issue of an access to the arrival of its data on an idle link.');

const stall = mapping('a mapping such as { every: 10 ms, for: 100 us }', {
  every: quantity('tier.stall.every').describe('Length of a period, in which one stall lies.'),
  for: quantity('tier.stall.for').describe('How long each stall lasts.'),
  pattern: choice(['periodic', 'random'])
    .describe('Where a stall lies: at the end of its period, or anywhere in it, drawn by the seed.')
    .exactOptional(),
})
  .superRefine(({ every, for: duration }, context) => {
    if (duration < every) return;
    context.addIssue({
      code: 'custom',
      path: ['for'],
      message: `a time below stall.every (${describeQuantity('time', every)})`,
    });
  })
  .describe('Windows in which the tier answers nothing, as when a refresh collides with reads.');

/** `constraints.tier`. */
export const tier: z.ZodType<TierConstraint> = mapping(
  'a mapping of tier limits, such as { readBandwidth: 50 GB/s }; {} for no limit',
  {
    readBandwidth: quantity('tier.readBandwidth')
      .describe('Sustained read bandwidth of the link to the tier.')
      .exactOptional(),
    readLatency: latency.exactOptional(),
    accessSize: quantity('tier.accessSize')
      .describe('Bytes moved by one tier access; a whole unit when absent.')
      .exactOptional(),
    queueDepth: quantity('tier.queueDepth').describe('Accesses in flight.').exactOptional(),
    prefetch: quantity('tier.prefetch')
      .describe('Bytes read ahead of demand, in address order.')
      .exactOptional(),
    buffer: quantity('tier.buffer')
      .describe('Staging memory in front of the tier; beyond it the oldest data is evicted.')
      .exactOptional(),
    residency: quantity('tier.residency')
      .describe('Share of the weights that stays in fast memory.')
      .exactOptional(),
    placement: choice(['even', 'layers'])
      .describe('How resident weights are chosen: evenly spread, or the first layers.')
      .exactOptional(),
    stall: stall.exactOptional(),
    unitSize: quantity('tier.unitSize')
      .describe('Bytes fetched and evicted together; chosen automatically when absent.')
      .exactOptional(),
  },
)
  .superRefine(({ unitSize, buffer }, context) => {
    if (unitSize === undefined || buffer === undefined || unitSize <= buffer) return;
    context.addIssue({
      code: 'custom',
      path: ['unitSize'],
      message: `at most the buffer of ${describeQuantity('bytes', buffer)}`,
    });
  })
  .describe('The emulated memory tier that holds the weights. An absent limit is no limit.');
