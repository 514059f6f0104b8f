import { z } from 'zod';

const share = z.number().min(0);

const level = z
  .strictObject({
    text: z.string().describe('The level for people, with its unit.'),
    value: z.number().describe('The level in `unit`.'),
    unit: z
      .string()
      .meta({ enum: ['B', 'B/s', 's', '1'] })
      .describe('Base unit: bytes, bytes per second, seconds; 1 for shares and counts.'),
  })
  .describe('A level.');

const maybeLevel = level.nullable();

const point = level
  .extend({
    ratio: share
      .nullable()
      .describe('Measured median of the ratio to the reference; 1 is no loss.'),
    ratioLow: share.nullable().describe('Lower end of its 95 % interval; null below 6 rounds.'),
    ratioHigh: share.nullable().describe('Upper end of its 95 % interval.'),
    rounds: z.int().min(0).describe('Rounds that the ratio rests on.'),
  })
  .describe('A tested level with what was measured there.')
  .nullable();

const next = z
  .strictObject({
    kind: z
      .enum(['try', 'end-of-range', 'unreachable'])
      .describe(
        'try: measure `level`; end-of-range: the parameter has no such level; unreachable: by the trend none keeps the share.',
      ),
    level: maybeLevel,
  })
  .nullable()
  .describe('What to measure next, where the tested range does not bound the level.');

const closedForm = z
  .strictObject({
    formula: z.string().describe('The law that was solved for the bandwidth.'),
    level: maybeLevel.describe('Its level; null where no bandwidth keeps the share.'),
    low: maybeLevel.describe('Lower end of its 95 % interval.'),
    high: maybeLevel.describe('Upper end of its 95 % interval.'),
    rounds: z.int().describe('Rounds that were fitted, each by itself.'),
    agrees: z
      .boolean()
      .nullable()
      .describe('Whether its interval and that of `level` have a level in common.'),
  })
  .nullable()
  .describe('The level by the physics fit, beside that of the curve; null where no law is known.');

const tested = z
  .strictObject({
    outcome: z
      .enum(['kept', 'not-kept', 'not-monotone', 'no-bound-level'])
      .describe('Whether a tested level keeps the share with its whole interval.'),
    indicative: z.boolean().describe('There are no intervals: medians were compared.'),
    keptAt: point.describe('The most severe tested level that keeps the share.'),
    lostAt: point.describe('The next tested level, which does not.'),
    leftOut: z
      .array(z.strictObject({ level: z.string(), verdict: z.string() }))
      .describe('Levels that are not bound, with their verdicts.'),
  })
  .describe('What the tested levels say without interpolation.');

const scale = z
  .strictObject({
    kind: z.literal('modelled').describe('Levels of a scaled tier are modelled.'),
    reference: z.string().describe('The part whose memory the device stands beside.'),
    referenceBandwidth: z.number().describe('Its read bandwidth in B/s.'),
    host: z.number().describe("Bandwidth of this host's memory in B/s, as the profile states it."),
    applied: z
      .strictObject({ level: maybeLevel, low: maybeLevel, high: maybeLevel })
      .describe('What was applied on this host for the level and its interval.'),
  })
  .describe('Only for levels of a scaled tier that are not applied as they are written.');

const requirement = z
  .strictObject({
    parameter: z.string().describe('Dotted path of the swept parameter.'),
    test: z.string().describe('What llama-bench timed, such as `tg64`.'),
    metric: z.enum(['pp', 'tg']).describe('Prompt processing or token generation.'),
    keep: share.max(1).describe("Share of the reference's throughput that is to be kept, 0 to 1."),
    bound: z.enum(['at least', 'at most']).describe('On which side of `level` the share is kept.'),
    outcome: z
      .enum(['derived', 'indicative', 'not-derivable'])
      .describe('derived: with an interval; indicative: too few rounds for one.'),
    why: z
      .enum(['no-bound-level', 'kept-at-all', 'lost-at-mildest', 'interval-too-wide'])
      .nullable()
      .describe('Why it is not derivable; else null.'),
    level: maybeLevel.describe('The required level; null where there is none.'),
    low: maybeLevel.describe('Lower end of its 95 % interval; null where open or absent.'),
    high: maybeLevel.describe('Upper end of its 95 % interval; null where open or absent.'),
    between: z
      .strictObject({ milder: point, severer: point })
      .describe('The tested bound levels between which the curve crosses the share.'),
    next,
    scale: scale.exactOptional(),
    notMonotoneAt: z
      .array(z.string())
      .describe('Levels whose interval does not hold the monotone fit.'),
    closedForm,
    tested,
    statement: z.string().describe('The requirement in words, with everything that it depends on.'),
  })
  .describe('One required share on one curve.');

/** The shape of `requirements.json`. */
export const requirementsSchema = z.strictObject({
  schemaVersion: z
    .literal(2)
    .describe('Rises when a field is renamed, removed or changes meaning.'),
  profile: z.string().describe('Name of the profile.'),
  reference: z
    .enum(['null', 'baseline'])
    .describe('The case that ratios are taken to, whose throughput is 1.'),
  method: z.string().describe('How levels are derived, in words.'),
  requirements: z
    .array(requirement)
    .describe("One entry for each of the profile's requirements and each curve of its metric."),
});

/** `requirements.json` as it is written. */
export type RequirementsDocument = z.infer<typeof requirementsSchema>;

/** The JSON Schema (draft 7) of `requirements.json`, for those who read it by program. */
export const requirementsJsonSchema = (): Readonly<Record<string, unknown>> => ({
  ...z.toJSONSchema(requirementsSchema, { target: 'draft-7', reused: 'ref' }),
  title: 'requirements.json of emulate',
});
