import { readdir, readFile } from 'node:fs/promises';
import type { Random } from '../../src/model/random.ts';
import type { Started } from './fault-rig.ts';

/** What the program is doing at some moment of a sweep. */
export const phases = [
  'staging',
  'making the volume',
  'acquiring',
  'running',
  'releasing',
  'writing outputs',
] as const;
/** What the program is doing at some moment of a sweep. */
export type Phase = (typeof phases)[number];

/** About as long as each lasts; of the three that come with each run, the shorter is that of a run without limits. */
const lengthsMs: Readonly<Record<Phase, readonly number[]>> = {
  staging: [400],
  'making the volume': [250],
  acquiring: [40, 2500],
  running: [40, 700],
  releasing: [40, 300],
  'writing outputs': [200],
};

const pollMs = 4;

/** A death by a signal has no exit code of its own. */
const deathBySignal = -1;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether a workload with this text in its command line runs. */
const runsWorkload = async (mark: string): Promise<boolean> => {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const name = await readFile(`/proc/${id}/comm`, 'utf8').catch(() => '');
      if (name !== 'llama-bench\n') return false;
      return (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).includes(mark);
    }),
  );
  return found.includes(true);
};

/** Follows a sweep that was started with -v. */
const follow = (started: Started, mark: string): (() => Promise<Phase>) => {
  let runOfWorkload = -1;
  return async () => {
    const isRunning = await runsWorkload(mark);
    const lines = (await started.said()).split('\n');
    const has = (text: string): boolean => lines.some((line) => line.includes(text));
    const run = lines.filter((line) => line.includes('] run begins')).length;
    if (isRunning) runOfWorkload = run;
    if (!has('] make a volume for the model')) return 'staging';
    if (!has('make a volume for the model: done')) return 'making the volume';
    if (has('] sweep ended')) return 'writing outputs';
    if (isRunning) return 'running';
    return runOfWorkload === run ? 'releasing' : 'acquiring';
  };
};

/** Waits until a sweep that was started with -v is in a phase; gives up when it has ended. */
export const reachPhase = async (
  wanted: Phase,
  started: Started,
  mark: string,
): Promise<() => Promise<Phase>> => {
  const phaseNow = follow(started, mark);
  while (!started.hasEnded() && (await phaseNow()) !== wanted) await wait(pollMs);
  return phaseNow;
};

/**
 * Kills a sweep at a random moment after a phase was seen. Just before, the program is stopped and
 * looked at, so that what is said to have been hit was. Undefined when it had ended by then.
 */
export const killWithin = async (
  wanted: Phase,
  started: Started,
  mark: string,
  random: Random,
): Promise<Phase | undefined> => {
  const phaseNow = await reachPhase(wanted, started, mark);
  const lengths = lengthsMs[wanted];
  const length = lengths[random.integerBelow(lengths.length)] ?? 0;
  const until = performance.now() + random.integerBelow(length + 1);
  // Somebody has to see a workload that comes and goes meanwhile.
  while (!started.hasEnded() && performance.now() < until) {
    await phaseNow();
    await wait(pollMs);
  }
  if (started.hasEnded()) return undefined;
  started.signal('SIGSTOP');
  const hit = await phaseNow();
  started.signal('SIGKILL');
  return (await started.ended).code === deathBySignal ? hit : undefined;
};
