import { describe, expect, it } from 'vitest';
import { touchReaderArgs } from '../../../../src/workloads/touch-reader/argv.ts';
import { readTouches } from '../../../../src/workloads/touch-reader/read.ts';
import { outcome } from '../../../support/fakes/process-runner.ts';

const sequential = {
  mode: 'sequential',
  bytes: 1_073_741_824,
  ns: 1_000_000_000,
  gb_per_s: 1.07374,
  touches: 262_144,
  timer_ns: 20,
};

const random = {
  ...{ ...sequential, mode: 'random' },
  ...{ p50_ns: 10_030, p90_ns: 11_000, p99_ns: 40_000, p999_ns: 41_000, max_ns: 90_000 },
  first_ns: [10_020, 10_040],
};

const printed = (line: unknown) => readTouches(outcome({ stdout: `${JSON.stringify(line)}\n` }));

describe("the touch reader's arguments", () => {
  it('name the file first and then only what was asked for', () => {
    expect(
      touchReaderArgs('/tmp/a file', { mode: 'sequential', strideBytes: 4096, passes: 4 }),
    ).toEqual(['/tmp/a file', 'mode=sequential', 'stride=4096', 'passes=4']);
    expect(
      touchReaderArgs('w', { mode: 'random', strideBytes: 65_536, touches: 9, seed: 2, show: 3 }),
    ).toEqual(['w', 'mode=random', 'stride=65536', 'touches=9', 'seed=2', 'show=3']);
  });
});

describe("the touch reader's line", () => {
  it('gives the bandwidth of a sequential read', () => {
    expect(printed(sequential)).toEqual({
      ok: true,
      value: {
        bytes: 1_073_741_824,
        ns: 1_000_000_000,
        bytesPerSecond: 1_073_741_824,
        touches: 262_144,
        timerNs: 20,
      },
    });
  });

  it('gives the latencies of random touches', () => {
    expect(printed(random)).toMatchObject({
      ok: true,
      value: {
        latencies: {
          ...{ p50Ns: 10_030, p90Ns: 11_000, p99Ns: 40_000, p999Ns: 41_000, maxNs: 90_000 },
          firstNs: [10_020, 10_040],
        },
      },
    });
  });

  it.each([
    ['nothing', ''],
    ['something else', 'Segmentation fault\n'],
    ['a line without its numbers', '{"mode":"sequential"}\n'],
    ['a measurement that took no time', `${JSON.stringify({ ...sequential, ns: 0 })}\n`],
  ])('is refused when it is %s', (_, stdout) => {
    expect(readTouches(outcome({ stdout }))).toMatchObject({
      ok: false,
      failure: { reason: 'output-unreadable', excerpt: stdout },
    });
  });

  it.each([
    [{ how: 'exited', code: 1 } as const, 'it ended with exit code 1'],
    [{ how: 'killed-by-signal', signal: 'SIGSEGV' } as const, 'it was killed by SIGSEGV'],
    [{ how: 'timed-out', limitMs: 60_000 } as const, 'it had not ended after 60 s'],
    [{ how: 'flooded', limitBytes: 9 } as const, 'it printed more than 9 bytes'],
    [{ how: 'not-started', problem: "'x' was not found" } as const, "'x' was not found"],
  ])('is not read when the program failed: %o', (end, problem) => {
    expect(readTouches(outcome({ end, stderr: 'mmap: no memory' }))).toEqual({
      ok: false,
      failure: {
        reason: 'process-failed',
        command: 'the touch reader',
        problem,
        stderr: 'mmap: no memory',
      },
    });
  });

  it('is not looked for after an interruption', () => {
    expect(readTouches(outcome({ end: { how: 'cancelled' } }))).toMatchObject({
      failure: { reason: 'interrupted' },
    });
  });
});
