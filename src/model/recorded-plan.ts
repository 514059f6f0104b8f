import { z } from 'zod';
import type { Plan } from './plan.ts';

const Level = z.object({
  text: z.string(),
  value: z.number(),
  ofModel: z.literal(true).optional(),
});

const Latency = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fixed'), value: z.number() }),
  z.object({
    kind: z.literal('quantiles'),
    p50: z.number(),
    p90: z.number().optional(),
    p99: z.number().optional(),
    'p99.9': z.number().optional(),
    max: z.number().optional(),
  }),
]);

const SizeOfModel = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bytes'), bytes: z.number() }),
  z.object({ kind: z.literal('model-share'), share: z.number() }),
]);

const Tier = z.object({
  readBandwidth: z.number().positive().optional(),
  scale: z
    .looseObject({
      reference: z.string(),
      referenceBandwidth: z.number().positive(),
      host: z.number().positive(),
    })
    .optional(),
  readLatency: Latency.optional(),
  accessSize: z.number().optional(),
  queueDepth: z.number().optional(),
  prefetch: z.number().optional(),
  buffer: z.number().optional(),
  residency: z.number().min(0).max(1).optional(),
  stall: z.object({ every: z.number().positive(), for: z.number() }).optional(),
  unitSize: z.number().optional(),
});

const numbersAndWords = z.record(z.string(), z.union([z.number(), z.string()]));

const Constraints = z.object({
  tier: Tier.optional(),
  memory: z.object({ max: SizeOfModel.optional(), swap: z.number().optional() }).optional(),
  volume: numbersAndWords.optional(),
  io: numbersAndWords.optional(),
  pageCache: numbersAndWords.optional(),
  background: numbersAndWords.optional(),
  cpu: numbersAndWords.optional(),
});

const Workload = z.object({
  prompt: z.array(z.number()),
  gen: z.array(z.number()),
  depth: z.array(z.number()),
  rounds: z.number().int().min(1).max(1000),
  adaptive: z
    .looseObject({ maxRounds: z.number().int().min(1).max(1000), halfWidth: z.number() })
    .optional(),
  warmupRounds: z.number().int().nonnegative(),
  start: z.enum(['warm', 'cold']),
  runTimeLimit: z.number(),
  disturbance: z
    .looseObject({
      runQueue: z.number(),
      steal: z.number(),
      others: z.number(),
      throttled: z.number(),
      repeats: z.number(),
    })
    .optional(),
});

const Profile = z.object({
  schema: z.literal('profile/1'),
  name: z.string(),
  title: z.string(),
  constraints: Constraints,
  sweeps: z.array(z.object({ parameter: z.string(), levels: z.array(Level) })),
  workload: Workload,
  requirements: z.array(z.object({ metric: z.enum(['pp', 'tg']), keep: z.number().positive() })),
  sources: z.array(
    z.object({
      field: z.string(),
      grade: z.enum(['spec', 'measured', 'assumed']),
      note: z.string(),
    }),
  ),
});

const SweepPoint = z.object({
  parameter: z.string(),
  dimension: z.enum(['bytes', 'bytes-per-second', 'time', 'share', 'count']),
  level: Level,
});

const Case = z.object({
  id: z.string(),
  kind: z.enum(['baseline', 'null', 'nominal', 'level', 'design']),
  constraints: Constraints,
  points: z.array(SweepPoint),
});

const wholeNumber = z.number().int();

const PlanShape = z.object({
  schema: z.literal('plan/1'),
  profile: Profile,
  seed: z.number(),
  indicative: z.boolean(),
  reference: z.enum(['null', 'baseline']),
  tests: z.array(
    z.object({
      prompt: wholeNumber.nonnegative(),
      gen: wholeNumber.nonnegative(),
      depth: wholeNumber.nonnegative(),
    }),
  ),
  cases: z.array(Case),
  runs: z.array(
    z.object({
      index: wholeNumber,
      round: wholeNumber,
      order: wholeNumber,
      caseId: z.string(),
    }),
  ),
});

/** A plan as a manifest holds it. What a newer plan has besides is no mistake, and is kept. */
export const RecordedPlan = z.custom<Plan>().superRefine((plan, context) => {
  for (const { path, message } of PlanShape.safeParse(plan).error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message });
});
