import type { Calibration, CalibrationPoint } from '../../src/model/calibration/calibration.ts';

const MiB = 2 ** 20;

/** A point of a calibration; a test states only what it is about. */
export const makePoint = (overrides: Partial<CalibrationPoint> = {}): CalibrationPoint => ({
  kind: 'bandwidth',
  unitBytes: 4 * MiB,
  prefetchBytes: 8 * MiB,
  values: [50e9],
  measuredUtc: '2026-03-01T12:00:00.000Z',
  ...overrides,
});

/** A calibration of a host that delivers all it is asked up to 200 GB/s and from 5 us on. */
export const makeCalibration = (overrides: Partial<Calibration> = {}): Calibration => ({
  schema: 'calibration/1',
  toolVersion: '0.1.0',
  host: {
    hostname: 'bench-1',
    architecture: 'x64',
    kernel: '6.1.0-32-amd64',
    cpuModel: 'Example CPU 3000',
    cpus: 2,
    transparentHugePages: 'madvise',
  },
  library: '0123456789abcdef',
  hugePages: true,
  points: [
    makePoint({ asked: 1e9, values: [0.99e9, 1.001e9, 1e9] }),
    makePoint({ asked: 50e9, values: [49.1e9, 49.9e9, 50.1e9] }),
    makePoint({
      kind: 'latency',
      prefetchBytes: 0,
      asked: 10e3,
      values: [10_050, 10_010, 10_400],
      tails: [12_000, 11_000, 30_000],
    }),
    makePoint({ kind: 'ceiling', values: [190e9, 200e9, 210e9] }),
    makePoint({ kind: 'floor', prefetchBytes: 0, values: [5_000], tails: [7_000] }),
    makePoint({ kind: 'null', prefetchBytes: 0, values: [1.1, 1.2, 1.15] }),
  ],
  ...overrides,
});
