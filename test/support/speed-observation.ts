import type { SpeedObservation } from '../../src/model/plan/estimate-speed.ts';

/** A sweep that showed 1 ms for a token of a prompt and 4 ms for a generated one, half a second around each run. */
export const makeSpeedObservation = (
  overrides: Partial<SpeedObservation> = {},
): SpeedObservation => ({
  modelBytes: 100e6,
  threads: 2,
  fileBacked: false,
  tests: [
    { prompt: 64, gen: 0, depth: 0, nsPerToken: 1e6 },
    { prompt: 0, gen: 64, depth: 0, nsPerToken: 4e6 },
  ],
  runNs: 0.5e9,
  repeatedShare: 0,
  measuredUtc: '2026-03-01T12:00:00.000Z',
  profile: 'hbf-50gbps',
  llamaBench: { path: '/opt/llama-bench', version: 'b9999' },
  seconds: 300,
  ...overrides,
});
