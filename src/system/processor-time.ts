import { parseMountInfo } from '../model/mount-info.ts';
import type { ProcFiles } from './proc-files.ts';

/** Processor times of the whole machine since it was started, in clock ticks. */
export interface ProcessorTime {
  /** Processors online. */
  readonly cpus: number;
  /** Of everything that ran. */
  readonly busyTicks: number;
  /** Of that, interrupts. */
  readonly interruptTicks: number;
  readonly stealTicks: number;
}

/**
 * Reads `/proc/stat`, proc_stat(5): user nice system idle iowait irq softirq steal, and the time of
 * guests, which is in user and nice already. Undefined for a text that is none.
 */
export const parseProcessorTime = (text: string): ProcessorTime | undefined => {
  const line = /^cpu (.*)$/m.exec(text)?.[1];
  if (line === undefined) return undefined;
  const [user = NaN, nice = NaN, system = NaN, , , irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/\s+/)
    .map(Number);
  const interruptTicks = irq + softirq;
  const busyTicks = user + nice + system + interruptTicks;
  const cpus = [...text.matchAll(/^cpu\d+ /gm)].length;
  return Number.isFinite(busyTicks) && cpus > 0
    ? { cpus, busyTicks, interruptTicks, stealTicks: steal }
    : undefined;
};

/**
 * The times by now; undefined where nobody tells. What a container is told by a file that is mounted in
 * this one's place, as LXCFS does, is about the container and not about the machine.
 */
export const readProcessorTime = (proc: ProcFiles): ProcessorTime | undefined => {
  const text = proc.read('proc/stat');
  const mounts = parseMountInfo(proc.read('proc/self/mountinfo') ?? '');
  return text === undefined || mounts.some(({ path }) => path === '/proc/stat')
    ? undefined
    : parseProcessorTime(text);
};

/**
 * Time in which something waited for a processor, in microseconds: `some ... total=` of
 * `/proc/pressure/cpu`, the kernel's Documentation/accounting/psi.rst.
 */
export const readCpuPressureUs = (proc: ProcFiles): number | undefined => {
  const total = /^some .*\btotal=(\d+)$/m.exec(proc.read('proc/pressure/cpu') ?? '')?.[1];
  return total === undefined ? undefined : Number(total);
};
