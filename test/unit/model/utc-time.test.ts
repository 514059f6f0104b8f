import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseUtc } from '../../../src/model/utc-time.ts';

it('a recorded time is read as the milliseconds that it was written from', () => {
  const times = fc.date({
    min: new Date('0001-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(times, (time) => {
      expect(parseUtc(time.toISOString())).toBe(time.getTime());
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['1970-01-01T00:00:00.000Z', 0],
  ['2000-02-29T12:00:00Z', 951_825_600_000],
  ['1900-03-01T00:00:00.25Z', -2_203_891_199_750],
])('%s is %i ms after the beginning of 1970', (text, ms) => {
  expect(parseUtc(text)).toBe(ms);
});

it.each(['', '2026-03-01', '2026-03-01T12:00:00', '2026-03-01T12:00:00+01:00', 'yesterday'])(
  'a text of another form is no time: %j',
  (text) => {
    expect(parseUtc(text)).toBeUndefined();
  },
);
