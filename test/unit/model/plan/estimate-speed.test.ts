import { describe, expect, it } from 'vitest';
import {
  addObservation,
  knownSpeed,
  nsPerToken,
  roughSpeed,
  type SpeedObservation,
} from '../../../../src/model/plan/estimate-speed.ts';
import { makeSpeedObservation } from '../../../support/speed-observation.ts';

const subject = { modelBytes: 100e6, threads: 2, fileBacked: false };

const observation = (overrides: Partial<SpeedObservation> = {}): SpeedObservation =>
  makeSpeedObservation({
    tests: [
      { prompt: 64, gen: 0, depth: 0, nsPerToken: 1e6 },
      { prompt: 0, gen: 64, depth: 0, nsPerToken: 4e6 },
      { prompt: 0, gen: 64, depth: 4096, nsPerToken: 6e6 },
    ],
    bytesPerToken: 90e6,
    ...overrides,
  });

/** An observation of which only the decode differs. */
const decoding = (nanoseconds: number, day: number): SpeedObservation =>
  observation({
    measuredUtc: `2026-03-0${day}T12:00:00.000Z`,
    tests: [
      { prompt: 64, gen: 0, depth: 0, nsPerToken: 1e6 },
      { prompt: 0, gen: 64, depth: 0, nsPerToken: nanoseconds },
    ],
  });

const token = { prompt: 0, gen: 64, depth: 0 };

describe('what is known of a speed', () => {
  it('is what a sweep with the same model and setting has shown', () => {
    const seen = observation();
    const others = [observation({ modelBytes: 1e9 }), observation({ threads: 4 })];
    expect(knownSpeed([...others, seen], subject)).toEqual({
      speed: seen,
      basis: 'sweep',
      measuredUtc: seen.measuredUtc,
    });
  });

  it('is the one in the middle of several sweeps, so that a busy machine is outvoted', () => {
    const sweeps = [decoding(4e6, 1), decoding(5e6, 2), decoding(40e6, 3)];
    expect(nsPerToken(knownSpeed(sweeps, subject).speed, token)).toBe(5e6);
  });

  it('is scaled from the most similar sweep where there is none', () => {
    const { basis, measuredUtc, speed } = knownSpeed(
      [observation({ modelBytes: 1e12 }), observation()],
      { modelBytes: 200e6, threads: 1, fileBacked: false },
    );
    expect([basis, measuredUtc]).toEqual(['scaled', '2026-03-01T12:00:00.000Z']);
    expect(nsPerToken(speed, token)).toBeCloseTo(4 * 4e6);
    expect(speed).toMatchObject({
      modelBytes: 200e6,
      threads: 1,
      bytesPerToken: 180e6,
      runNs: 1e9,
    });
  });

  it('is slower where weights are to be used in the mapped file', () => {
    const there = knownSpeed([observation()], { ...subject, fileBacked: true });
    const back = knownSpeed([observation({ fileBacked: true })], subject);
    expect(nsPerToken(there.speed, token)).toBeGreaterThan(4e6);
    expect(nsPerToken(back.speed, token)).toBeLessThan(4e6);
  });

  it('takes another llama-bench for another setting, but only where one is asked for', () => {
    const seen = [observation()];
    expect(knownSpeed(seen, subject, '/opt/llama-bench').basis).toBe('sweep');
    expect(knownSpeed(seen, subject, '/home/me/llama-bench').basis).toBe('scaled');
    expect(knownSpeed(seen, subject).basis).toBe('sweep');
  });

  it('is a guess where nothing was measured', () => {
    const known = knownSpeed([], subject);
    expect(known).toEqual({ speed: roughSpeed(subject), basis: 'rough' });
    expect(nsPerToken(known.speed, token) / 1e6).toBeCloseTo(6.25);
  });
});

describe('the time of a token', () => {
  it('is that of the most similar test of the same metric', () => {
    const seen = observation();
    expect(nsPerToken(seen, { prompt: 2048, gen: 0, depth: 0 })).toBe(1e6);
    expect(nsPerToken(seen, { prompt: 0, gen: 16, depth: 0 })).toBe(4e6);
    expect(nsPerToken(seen, { prompt: 0, gen: 16, depth: 2048 })).toBe(6e6);
  });
});

describe('remembered sweeps', () => {
  it('are the five newest of each setting', () => {
    const days = [1, 2, 3, 4, 5, 6].map((day) => decoding(4e6, day));
    const other = observation({ threads: 4 });
    const kept = days.reduce<readonly SpeedObservation[]>(addObservation, [other]);
    expect(kept).toHaveLength(6);
    expect(kept).toContain(other);
    expect(kept).not.toContain(days[0]);
    expect(kept).toContain(days[5]);
  });

  it('are of another setting with another llama-bench', () => {
    const [one, other] = ['/a', '/b'].map((path) =>
      observation({ llamaBench: { path, version: '1' } }),
    );
    if (one === undefined || other === undefined) throw new Error('two are needed');
    expect(addObservation([one], other)).toEqual([one, other]);
  });
});
