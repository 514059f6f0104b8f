import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the tool's process held at one moment in the middle of a sweep. */
export const Look = z.object({
  atMs: z.number(),
  /** Processor time of the tool since its start, without that of the programs it runs. */
  cpuMs: z.number(),
  rssBytes: z.number(),
  /** Of JavaScript objects and what they hold outside the heap, after a full collection. */
  heapBytes: z.number(),
  files: z.number(),
  threads: z.number(),
  /** What the event loop waits for: timers, pipes, processes. */
  handles: z.number(),
  /** Changes to the host that are noted as not undone. */
  journal: z.number(),
  /** The tool's own control groups. */
  cgroups: z.number(),
});
/** What the tool's process held at one moment. */
export type Look = z.infer<typeof Look>;

/** When an attempt of a sweep began, and of which planned run it is one. */
export interface BegunRun {
  readonly index: number;
  readonly startedMs: number;
}

const linesOf = (path: string): readonly string[] => readFileSync(path, 'utf8').trim().split('\n');

/** Reads what was seen, in the order of time. */
export const readLooks = (path: string): readonly Look[] =>
  linesOf(path).map((line) => Look.parse(JSON.parse(line)));

const Begun = z.object({ index: z.number(), startedUtc: z.iso.datetime() });

/** Reads when the runs of a record began; a line that is none is an error. */
export const readBegunRuns = (path: string): readonly BegunRun[] =>
  linesOf(path).map((line) => {
    const { index, startedUtc } = Begun.parse(JSON.parse(line));
    return { index, startedMs: Date.parse(startedUtc) };
  });
