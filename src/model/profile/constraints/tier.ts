import { z } from 'zod';
import { describeQuantity } from '../../units.ts';
import { expects } from '../expectation.ts';
import { choice, mapping } from '../fields.ts';
import { quantity } from '../quantity.ts';
import type { Latency, TierConstraint } from '../profile.ts';
import { tierScale } from './tier-scale.ts';

const quantileNames = ['p50', 'p90', 'p99', 'p99.9', 'max'] as const;

const quantiles = mapping('a mapping of quantiles, such as { p50: 5 us, p99: 20 us }', {
  p50: quantity('tier.readLatency.p50').describe('Median, and the least that is drawn.'),
  p90: quantity('tier.readLatency.p90')
    .describe('Nine accesses in ten take at most this long.')
    .exactOptional(),
  p99: quantity('tier.readLatency.p99')
    .describe('99 accesses in 100 take at most this long.')
    .exactOptional(),
  'p99.9': quantity('tier.readLatency.p99.9')
    .describe('999 accesses in 1000 take at most this long.')
    .exactOptional(),
  max: quantity('tier.readLatency.max')
    .describe('The longest that is drawn; the highest given quantile when absent.')
    .exactOptional(),
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
  .describe(
    'Time from the issue of an access to the arrival of its data on an idle link: one value, or quantiles; none when absent.',
  );

const stall = mapping('a mapping such as { every: 10 ms, for: 100 us }', {
  every: quantity('tier.stall.every').describe('Length of a period, in which one stall lies.'),
  for: quantity('tier.stall.for').describe('How long each stall lasts.'),
  pattern: choice(['periodic', 'random'])
    .describe(
      'Where a stall lies: at the end of its period, or anywhere in it, drawn by the seed; periodic when absent.',
    )
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
  .describe(
    'Windows in which the tier answers nothing, as when a refresh collides with reads; none when absent.',
  );

/** `constraints.tier`. */
export const tier: z.ZodType<TierConstraint> = mapping(
  'a mapping of tier limits, such as { readBandwidth: 50 GB/s }; {} for no limit',
  {
    readBandwidth: quantity('tier.readBandwidth')
      .describe(
        "Sustained read bandwidth of the link to the tier; with 'scale' the device's own; no limit when absent.",
      )
      .exactOptional(),
    scale: tierScale.exactOptional(),
    readLatency: latency.exactOptional(),
    accessSize: quantity('tier.accessSize')
      .describe('Bytes moved by one tier access; a whole unit when absent.')
      .exactOptional(),
    queueDepth: quantity('tier.queueDepth')
      .describe(
        'Accesses in flight. They allow queueDepth x accessSize / mean latency, if that is less than readBandwidth; no limit when absent.',
      )
      .exactOptional(),
    prefetch: quantity('tier.prefetch')
      .describe('Bytes read ahead of demand, in address order; nothing when absent.')
      .exactOptional(),
    buffer: quantity('tier.buffer')
      .describe(
        'Staging memory in front of the tier; beyond it the oldest data is evicted; 64 MiB when absent.',
      )
      .exactOptional(),
    residency: quantity('tier.residency')
      .describe('Share of the weights that stays in fast memory; 0 % when absent.')
      .exactOptional(),
    placement: choice(['even', 'layers'])
      .describe(
        'How resident weights are chosen: evenly spread, or the first layers; evenly when absent.',
      )
      .exactOptional(),
    stall: stall.exactOptional(),
    unitSize: quantity('tier.unitSize')
      .describe('Bytes fetched and evicted together; chosen automatically when absent.')
      .exactOptional(),
  },
)
  .superRefine(({ scale, readBandwidth }, context) => {
    if (scale === undefined || readBandwidth !== undefined) return;
    context.addIssue({
      code: 'custom',
      path: ['scale'],
      message: expects(
        "a tier with 'readBandwidth'",
        "a scale acts on a bandwidth: give the device's own as readBandwidth",
      ),
    });
  })
  .superRefine(({ unitSize, buffer }, context) => {
    if (unitSize === undefined || buffer === undefined || unitSize <= buffer) return;
    context.addIssue({
      code: 'custom',
      path: ['unitSize'],
      message: `at most the buffer of ${describeQuantity('bytes', buffer)}`,
    });
  })
  .describe('The emulated memory tier that holds the weights. An absent limit is no limit.');
