import { z } from 'zod';
import type { TouchReading } from '../../model/calibration/touches.ts';
import type { Failure } from '../../model/failure.ts';
import { describeBadEnd } from '../../model/process-end.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { ProcessOutcome } from '../../ports/process-runner.ts';

const count = z.number().int().nonnegative();

const timed = { bytes: count, ns: count, gb_per_s: z.number(), touches: count, timer_ns: count };

const Line = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('sequential'), ...timed }),
  z.object({
    mode: z.literal('random'),
    ...timed,
    p50_ns: count,
    p90_ns: count,
    p99_ns: count,
    p999_ns: count,
    max_ns: count,
    first_ns: z.array(count),
  }),
]);

const parseLine = (stdout: string): z.infer<typeof Line> | undefined => {
  try {
    return Line.safeParse(JSON.parse(stdout)).data;
  } catch {
    return undefined;
  }
};

/** Reads what a finished touch reader printed. */
export const readTouches = (outcome: ProcessOutcome): Result<TouchReading, Failure> => {
  if (outcome.end.how === 'cancelled') return failed({ reason: 'interrupted', signal: 'SIGINT' });
  const problem = describeBadEnd(outcome.end);
  if (problem !== undefined)
    return failed({
      reason: 'process-failed',
      command: 'the touch reader',
      problem,
      stderr: outcome.stderr,
    });
  const line = parseLine(outcome.stdout);
  if (line === undefined || line.ns === 0)
    return failed({
      reason: 'output-unreadable',
      source: 'what the touch reader printed',
      problem: 'expected one line of JSON with its measurement',
      excerpt: outcome.stdout.slice(0, 200),
    });
  return success({
    bytes: line.bytes,
    ns: line.ns,
    bytesPerSecond: (line.bytes * 1e9) / line.ns,
    touches: line.touches,
    timerNs: line.timer_ns,
    ...(line.mode === 'sequential'
      ? {}
      : {
          latencies: {
            p50Ns: line.p50_ns,
            p90Ns: line.p90_ns,
            p99Ns: line.p99_ns,
            p999Ns: line.p999_ns,
            maxNs: line.max_ns,
            firstNs: line.first_ns,
          },
        }),
  });
};
