import type { z } from 'zod';
import { findPart, referenceParts } from '../../projection/reference-parts.ts';
import { choice, mapping } from '../fields.ts';
import type { TierScale } from '../profile.ts';
import { quantity } from '../quantity.ts';

/** `constraints.tier.scale`: the tier's numbers are those of a device beside a faster memory. */
export const tierScale: z.ZodType<TierScale> = mapping(
  'a mapping such as { reference: hbm4-stack, host: 40 GB/s }',
  {
    reference: choice(referenceParts.map(({ id }) => id)).describe(
      'The part whose memory the device stands beside; its read bandwidth is known to the tool.',
    ),
    // A bandwidth with the units and the range of the tier's own.
    host: quantity('tier.readBandwidth')
      .describe(
        "Read bandwidth of this host's memory, which stands for the reference's. Stated, not measured; when absent 40 GB/s, an assumption for a small host.",
      )
      .prefault('40 GB/s'),
    times: choice(['written', 'scaled'])
      .describe(
        "Latencies and stalls: applied as written, or made longer by the reference's bandwidth over 'host', so that they stay the same share of a layer's time; written when absent.",
      )
      .exactOptional(),
  },
)
  .transform(({ reference, ...rest }): TierScale => {
    const part = findPart(reference);
    if (!part.ok) throw new Error(`Internal error: no reference part '${reference}'`);
    return { reference, referenceBandwidth: part.value.readBandwidth.value, ...rest };
  })
  .describe(
    "Applies the bandwidth of the tier as a ratio to a reference memory: what is written, or what its accesses in flight allow, times 'host' over the reference's bandwidth. Sizes and shares are applied as written.",
  );
