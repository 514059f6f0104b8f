import { z } from 'zod';
import { list, mapping } from './fields.ts';
import { parameters } from './parameters.ts';
import type { Level, Sweep } from './profile.ts';
import { levelOf } from './quantity.ts';

const levels = (level: z.ZodType<Level>): z.ZodType<readonly Level[]> =>
  list(
    'a list of levels, such as [50 GB/s, 25 GB/s]',
    level,
    ({ value, ofModel }) => `${value} ${String(ofModel)}`,
  ).min(1, { error: 'at least one level' });

const item = mapping(
  "one parameter with its levels, such as 'tier.readBandwidth: [50 GB/s, 25 GB/s]'",
  Object.fromEntries(
    parameters.map((parameter) => [parameter.path, levels(levelOf(parameter)).exactOptional()]),
  ),
);

const sweep: z.ZodType<Sweep> = item
  .meta({ minProperties: 1, maxProperties: 1 })
  .transform((given, context) => {
    const [only, ...others] = Object.entries(given);
    if (only !== undefined && others.length === 0) return { parameter: only[0], levels: only[1] };
    context.addIssue({
      code: 'custom',
      message: "one parameter for each '-', such as '- tier.readBandwidth: [50 GB/s, 25 GB/s]'",
    });
    return z.NEVER;
  });

/** `sweeps`: the parameters to vary, one at a time. */
export const sweeps: z.ZodType<readonly Sweep[]> = z
  .array(sweep, { error: "a list of sweeps, such as '- tier.readBandwidth: [50 GB/s, 25 GB/s]'" })
  .describe('Parameters to vary, one at a time; the others stay at their nominal values.');
