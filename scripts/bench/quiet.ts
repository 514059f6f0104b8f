import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Processor time in clock ticks. */
interface Ticks {
  /** Of all processes and the kernel. */
  readonly busy: number;
  /** Taken by the machine below this one. */
  readonly stolen: number;
  /** Of this process and of all its children that have ended. */
  readonly own: number;
  readonly wallMs: number;
}

const ticksPerSecond = 100;

/** Fields of the first line of /proc/stat: user nice system idle iowait irq softirq steal. */
const readTicks = (): Ticks => {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = (
    readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
  )
    .split(/\s+/)
    .map(Number);
  // The name in field 2 may hold anything, so fields are counted from its closing parenthesis.
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const own = [11, 12, 13, 14].reduce((sum, at) => sum + (fields[at] ?? 0), 0);
  return { busy: user + nice + system + irq + softirq, stolen, own, wallMs: performance.now() };
};

/** What other programs and other machines took meanwhile, in processors. */
export interface Disturbance {
  readonly foreign: number;
  readonly stolen: number;
}

const between = (before: Ticks, after: Ticks): Disturbance => {
  const ticks = ((after.wallMs - before.wallMs) / 1000) * ticksPerSecond;
  const foreign = after.busy - before.busy - (after.own - before.own);
  return {
    foreign: Math.max(0, foreign) / ticks,
    stolen: (after.stolen - before.stolen) / ticks,
  };
};

/** Beyond a tenth of a processor a measurement is disturbed; the kernel's own work is below that. */
const most = 0.1;

export const isDisturbed = ({ foreign, stolen }: Disturbance): boolean =>
  foreign > most || stolen > most;

/** In words, in processors. */
export const describeDisturbance = ({ foreign, stolen }: Disturbance): string =>
  `other programs took ${foreign.toFixed(2)} processors, other machines ${stolen.toFixed(2)}`;

/** Does something whose processes have all ended when it returns, and says what was taken from it. */
export const watch = async <Value>(
  action: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly disturbance: Disturbance }> => {
  const before = readTicks();
  const value = await action();
  return { value, disturbance: between(before, readTicks()) };
};

/** Bytes that others may read from a device in a second: a hundredth of the lowest rate that is measured. */
const mostRead = 0.2e6;

/**
 * Waits until other programs are quiet for a second, or until patience ends. Where a device matters,
 * they must not read from it either.
 */
export const waitForQuiet = async (
  patienceMs: number,
  readBytes: () => number = () => 0,
): Promise<void> => {
  for (const began = performance.now(); performance.now() - began < patienceMs;) {
    const before = readBytes();
    const { disturbance } = await watch(() => sleep(1000));
    if (!isDisturbed(disturbance) && readBytes() - before <= mostRead) return;
  }
};
