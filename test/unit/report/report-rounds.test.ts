import { describe, expect, it } from 'vitest';
import type { RoundsMade } from '../../../src/model/plan/rounds-made.ts';
import type { AdaptiveRounds } from '../../../src/model/profile/profile.ts';
import { describeRounds } from '../../../src/report/report-rounds.ts';
import {
  baselineCase,
  makeCase,
  makePlan,
  makeProfile,
  makeWorkloadSpec,
  nullCase,
} from '../../support/factory.ts';

const point = (parameter: string, text: string) => ({
  parameter,
  dimension: 'bytes-per-second' as const,
  level: { text, value: 1 },
});
const slow = makeCase({ id: 'slow', points: [point('tier.readBandwidth', '12.5 GB/s')] });
const shared = makeCase({
  id: 'shared',
  points: [point('tier.readBandwidth', '50 GB/s'), point('tier.readLatency', '5 us')],
});
const cases = [baselineCase, nullCase, slow, shared];

const describeMade = (decision: RoundsMade['decision'], more: Partial<RoundsMade> = {}): string => {
  const adaptive: AdaptiveRounds = { maxRounds: 20, halfWidth: 0.02 };
  const workload = makeWorkloadSpec(decision.kind === 'fixed' ? {} : { adaptive });
  const plan = makePlan({ profile: makeProfile({ workload }), cases });
  return describeRounds(plan, { decision, partial: false, withoutInterval: 0, ...more });
};
const widest = (halfWidth: number, caseId = 'slow') => ({
  widest: { caseId, test: 'tg64', halfWidth },
});

describe('the rounds of a sweep', () => {
  it('are as planned where their number is fixed', () => {
    expect(
      describeMade({ kind: 'fixed', rounds: 6, more: false, ...widest(0.01234, 'shared') }),
    ).toBe(
      '6 rounds, as planned; the widest interval is that of tg64 at tier.readBandwidth = 50 GB/s and tier.readLatency = 5 us, 1.2 % to either side.',
    );
    expect(describeMade({ kind: 'fixed', rounds: 1, more: false })).toBe(
      '1 round, as planned. There is no interval yet at any bound point.',
    );
  });

  it('were enough where every interval is narrow enough', () => {
    expect(describeMade({ kind: 'narrow-enough', rounds: 9, more: false, ...widest(0.018) })).toBe(
      '9 rounds: after them every interval was within 2 %; the widest interval is that of tg64 at tier.readBandwidth = 12.5 GB/s, 1.8 % to either side.',
    );
  });

  it('were not enough where the most are made', () => {
    const reached = { kind: 'cap-reached', rounds: 20, more: false } as const;
    expect(describeMade({ ...reached, ...widest(0.031, 'null') }, { withoutInterval: 1 })).toBe(
      '20 rounds, the most: some interval is still not within 2 %. The widest interval is that of tg64 at null, 3.1 % to either side. 1 bound point has none.',
    );
    expect(describeMade(reached, { withoutInterval: 3 })).toBe(
      '20 rounds, the most: some interval is still not within 2 %. There is no interval yet at any bound point.',
    );
  });

  it('were not added where no point is bound', () => {
    expect(describeMade({ kind: 'none-bound', rounds: 6, more: false })).toMatch(
      /^6 rounds; none was added, because no point .* is bound/,
    );
  });

  it('were cut off where the sweep was interrupted', () => {
    expect(describeMade({ kind: 'fixed', rounds: 1, more: true }, { partial: true })).toBe(
      'Interrupted after 1 whole round of 6, within the next. There is no interval yet at any bound point.',
    );
    expect(describeMade({ kind: 'widen', rounds: 7, more: true, ...widest(0.05) })).toBe(
      'Interrupted after 7 whole rounds of 6 to 20. The widest interval is that of tg64 at tier.readBandwidth = 12.5 GB/s, 5 % to either side.',
    );
  });

  it('never seem as narrow as asked for when they are not', () => {
    const text = describeMade({ kind: 'cap-reached', rounds: 20, more: false, ...widest(0.02004) });
    expect(text).toContain('2 %. The widest');
  });
});
