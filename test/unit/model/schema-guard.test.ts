import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RunRecord } from '../../../src/model/run-record.ts';
import { createGuard } from '../../../src/model/schema-guard.ts';
import { makeDisturbance, makeRunRecord, makeSample } from '../../support/factory.ts';

const Shape = z.object({
  name: z.string(),
  count: z.number().int().positive(),
  share: z.number().optional(),
  times: z.array(z.number()).default([]),
  by: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  end: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('whole') }),
    z.object({ kind: z.enum(['part', 'none']), why: z.string() }),
  ]),
  either: z.union([z.number(), z.object({ of: z.string() })]),
});

const whole = {
  ...{ name: 'a', count: 1, share: 0.5, times: [1, 2], by: { a: 1, b: 'c', d: true } },
  ...{ end: { kind: 'whole' }, either: 3 },
};

/** Values that are near to what the schema takes. */
const nearlyWhole = fc
  .record(
    {
      name: fc.oneof(fc.constant('a'), fc.constant(1)),
      count: fc.oneof(fc.constantFrom(1, 0, 1.5, '1')),
      share: fc.oneof(fc.double(), fc.constant('0.5')),
      times: fc.oneof(fc.array(fc.double()), fc.constant(['1']), fc.constant({})),
      by: fc.oneof(
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
        fc.constant({ a: null }),
        fc.constant([]),
      ),
      end: fc.constantFrom<unknown>(
        ...[{ kind: 'whole' }, { kind: 'whole', more: 1 }, { kind: 'other' }, null],
      ),
      either: fc.constantFrom<unknown>(1, { of: 'a' }, { of: 'a', more: 1 }, 'a'),
      more: fc.anything(),
    },
    { requiredKeys: [] },
  )
  .map((changes) => ({ ...whole, ...changes }));

describe('a guard', () => {
  it('takes only what parsing would leave as it is', () => {
    const guard = createGuard(Shape);
    fc.assert(
      fc.property(fc.oneof(nearlyWhole, fc.anything()), (value) => {
        if (!guard(value)) return;
        expect(Shape.parse(value)).toEqual(value);
      }),
    );
  });

  it('takes what is whole', () => {
    expect(createGuard(Shape)(whole)).toBe(true);
  });

  it.each([
    ['a default is to be filled in', { ...whole, times: undefined }],
    ['something is to be left out', { ...whole, more: 1 }],
    ['something within is to be left out', { ...whole, end: { kind: 'whole', more: 1 } }],
    ['a number is no number of JSON', { ...whole, share: Infinity }],
    ['a check fails', { ...whole, count: 0 }],
    [
      'a member has the name of a prototype',
      { ...whole, by: JSON.parse('{"__proto__": 1}') as unknown },
    ],
  ])('leaves it to the schema where %s', (_, value) => {
    expect(createGuard(Shape)(value)).toBe(false);
  });

  it('takes runs as this version records them', () => {
    const isRun = createGuard(RunRecord);
    const stepTimes = { count: 1, p50Ns: 1, p95Ns: 1, maxNs: 1 };
    for (const record of [
      makeRunRecord(),
      makeRunRecord({ shard: 1, disturbance: makeDisturbance() }),
      makeRunRecord({ outcome: { status: 'failed', problem: 'it ended', stderr: '' } }),
      makeRunRecord({ samples: [makeSample({ stepsNs: [1], stepTimes })] }),
    ])
      expect(isRun(JSON.parse(JSON.stringify(record)))).toBe(true);
  });
});
