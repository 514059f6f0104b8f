import { z } from 'zod';
import { Disturbance } from '../disturbance/activity.ts';
import type { Evidence } from '../evidence.ts';
import type { KeptRun } from '../kept-run.ts';
import { Outcome, Verdict } from '../run-record.ts';
import { createGuard } from '../schema-guard.ts';

/** What runs have in common but for where they stand in the plan, how long they took and how fast they were. */
const RunKind = z.object({
  outcome: Outcome,
  disturbance: Disturbance.optional(),
  verdict: Verdict,
  verdicts: z.record(z.string(), Verdict),
  samples: z.array(z.object({ test: z.string(), judged: Verdict.optional() })),
});
type RunKind = z.infer<typeof RunKind>;

/** One run of an index. */
export const IndexLine = z.object({
  schema: z.literal('index/1'),
  index: z.number(),
  round: z.number(),
  attempt: z.number(),
  shard: z.number().optional(),
  case: z.string(),
  durationMs: z.number(),
  tokensPerSecond: z.array(z.number()),
  /** The kind itself where it comes for the first time, else its number. */
  kind: z.union([z.number(), RunKind]),
  /** Length of the record with this run, and its CRC-32; absent where a line after this one says so. */
  bytes: z.number().optional(),
  crc: z.number().optional(),
});
/** One run of an index. */
export type IndexLine = z.infer<typeof IndexLine>;

const kindOf = ({ outcome, disturbance, verdict, verdicts, samples }: KeptRun): RunKind => ({
  ...{ outcome, disturbance, verdict, verdicts },
  samples: samples.map(({ test, judged }) => ({ test, judged })),
});

/** Makes lines of runs; `kinds` are there already. */
export const createLineMaker = (kinds: number): ((run: KeptRun) => IndexLine) => {
  const numbers = new Map<string, number>();
  return (run) => {
    const { index, round, attempt, shard, durationMs, samples } = run;
    const kind = kindOf(run);
    const text = JSON.stringify(kind);
    const number = numbers.get(text);
    if (number === undefined) numbers.set(text, kinds + numbers.size);
    return {
      ...{ schema: 'index/1', index, round, attempt, shard, case: run.case, durationMs },
      tokensPerSecond: samples.map(({ tokensPerSecond }) => tokensPerSecond),
      kind: number ?? kind,
    };
  };
};

/** A run from a line, and how far the record is known to be as it was with it. */
export interface IndexedRun {
  readonly run: KeptRun;
  readonly bytes: number | undefined;
  readonly crc: number | undefined;
}

const isWithNumber = createGuard(IndexLine);

const parseLine = (json: string): IndexLine | undefined => {
  const value: unknown = JSON.parse(json);
  return isWithNumber(value) ? value : IndexLine.safeParse(value).data;
};

const nothing: Evidence[] = [];

/** Makes runs of the lines of an index, in their order. */
export interface RunMaker {
  /** Undefined for what is no line. */
  readonly parse: (json: string) => IndexedRun | undefined;
  /** How many kinds of runs the lines so far have. */
  readonly kinds: () => number;
}

/** Begins with an index's first line. */
export const createRunMaker = (): RunMaker => {
  const kinds: RunKind[] = [];
  const cases = new Map<string, string>();
  return {
    kinds: () => kinds.length,
    parse: (json) => {
      const line = parseLine(json);
      if (line === undefined) return undefined;
      if (typeof line.kind !== 'number') kinds.push(line.kind);
      const kind = typeof line.kind === 'number' ? kinds[line.kind] : line.kind;
      if (kind?.samples.length !== line.tokensPerSecond.length) return undefined;
      const caseId = cases.get(line.case) ?? line.case;
      cases.set(caseId, caseId);
      const speeds = line.tokensPerSecond;
      const run: KeptRun = {
        index: line.index,
        round: line.round,
        attempt: line.attempt,
        shard: line.shard,
        durationMs: line.durationMs,
        samples: kind.samples.map(({ test, judged }, at) => ({
          test,
          tokensPerSecond: speeds[at] ?? Number.NaN,
          judged,
        })),
        case: caseId,
        outcome: kind.outcome,
        disturbance: kind.disturbance,
        verdict: kind.verdict,
        verdicts: kind.verdicts,
        evidence: nothing,
      };
      return { run, bytes: line.bytes, crc: line.crc };
    },
  };
};
