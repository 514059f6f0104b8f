import { describe, expect, it } from 'vitest';
import { findDrift, fewestRuns, signsNeeded } from '../../../../src/model/drift/session-drift.ts';
import { describeSeries, type SeriesDrift } from '../../../../src/model/drift/signs.ts';
import { makePlan, makeRunRecord, makeSample } from '../../../support/factory.ts';
import { drawsOf, normalDraw } from '../../../support/simulated-sweep.ts';
import { startedUtc } from '../../../support/started-utc.ts';

/** Runs of baseline and null at times of their own in each round, with the given change of their speed. */
const simulate = (
  rounds: number,
  noise: number,
  changeAt: (share: number) => number,
  draw: () => number,
): SeriesDrift => {
  const points = Array.from({ length: rounds }, (_, round) =>
    [0, 1].map(() => {
      const x = round + draw();
      return { x, y: noise * normalDraw(draw) + changeAt(x / rounds) };
    }),
  ).flat();
  return describeSeries({ points: points.toSorted((left, right) => left.x - right.x) });
};

/** The share of simulated sessions that are called drifting. */
const shareDrifting = (
  sessions: number,
  rounds: number,
  noise: number,
  changeAt: (share: number) => number = () => 0,
): number => {
  const draw = drawsOf(rounds);
  const drifting = Array.from({ length: sessions }, () => simulate(rounds, noise, changeAt, draw));
  return drifting.filter(({ signs }) => signs.length >= signsNeeded).length / sessions;
};

describe('the drift of a session', () => {
  it.each([
    [6, 1000],
    [10, 1000],
    [20, 200],
  ])(
    'is seen in about 5 %% of sessions without any at most, with %i rounds and noise of 3 %%',
    (rounds, sessions) => {
      // Two standard errors of the simulation above 5 % for 6 and 10 rounds.
      expect(shareDrifting(sessions, rounds, 0.03)).toBeLessThanOrEqual(0.064);
    },
  );

  it('is hardly seen by chance where the noise is small', () => {
    expect(shareDrifting(500, 6, 0.003)).toBe(0);
  });

  it('is seen where a machine gets slower by 10 %, and where it does so at once', () => {
    expect(shareDrifting(200, 6, 0.01, (share) => -0.1 * share)).toBeGreaterThan(0.98);
    expect(shareDrifting(200, 6, 0.01, (share) => (share > 0.5 ? -0.05 : 0))).toBeGreaterThan(0.98);
    expect(shareDrifting(200, 10, 0.03, (share) => -0.1 * share)).toBeGreaterThan(0.85);
  });

  it('is not seen where speeds change by less than matters', () => {
    expect(shareDrifting(200, 10, 0.001, (share) => 0.009 * share)).toBe(0);
  });
});

const plan = makePlan();
const session = (rounds: number, speedAt: (index: number) => number) =>
  findDrift(
    plan,
    Array.from({ length: 2 * rounds }, (_, at) =>
      makeRunRecord({
        index: at,
        round: at >> 1,
        case: at % 2 === 0 ? 'baseline' : 'null',
        startedUtc: startedUtc(720 * at),
        samples: [makeSample({ tokensPerSecond: (at % 2 === 0 ? 40 : 50) * speedAt(at) })],
      }),
    ),
  );

describe('findDrift', () => {
  it('cannot tell from too few runs', () => {
    const short = session(4, (at) => 1 - at / 20);
    expect(short).toMatchObject({ verdict: 'too-few-runs', signs: [], session: { runs: 8 } });
    expect(session(fewestRuns / 2, () => 1).verdict).toBe('steady');
    expect(findDrift(plan, [])).toMatchObject({ verdict: 'too-few-runs', session: { runs: 0 } });
  });

  it('is steady where nothing changes', () => {
    expect(session(8, () => 1)).toMatchObject({
      verdict: 'steady',
      session: { slopePerHour: { value: 0 }, halves: { value: 1 }, segments: 1, signs: [] },
    });
  });

  it('tells by which signs a session drifts, and how fast', () => {
    const { verdict, signs, session: all, tests } = session(8, (at) => Math.exp(-0.01 * at));
    expect(verdict).toBe('drifting');
    expect(signs).toEqual(['slope', 'halves', 'segments', 'lag-1']);
    expect(all.hours).toBe(15);
    // The median of null's runs is one run later than that of the baseline's.
    expect(all.slopePerHour?.value).toBeCloseTo(-0.01, 3);
    expect(all.change?.value).toBeCloseTo(Math.expm1(-0.15), 2);
    expect(all.halves?.value).toBeCloseTo(Math.exp(-0.08), 2);
    expect(tests.map(({ test, runs }) => [test, runs])).toEqual([
      ['pp64', 0],
      ['tg64', 16],
    ]);
  });

  it('takes one sign alone for chance', () => {
    const { verdict, session: all } = session(8, (at) => Math.exp(0.0005 * at));
    expect(all.signs).toEqual(['lag-1']);
    expect(verdict).toBe('steady');
  });
});
