import type { ProcFiles } from './proc-files.ts';

const folder = 'sys/devices/system/cpu';

/**
 * Milliseconds in which each processor and its package slowed themselves down because of heat, by
 * file: `arch/x86/kernel/cpu/mce/therm_throt.c`, Intel's processors alone, Linux 5.6 or newer.
 */
const counters = ['core_throttle_total_time_ms', 'package_throttle_total_time_ms'] as const;

/** Counts since the machine was started, by path; empty where nothing counts. */
export type Heat = ReadonlyMap<string, number>;

/** The counts by now. */
export const readHeat = (proc: ProcFiles): Heat =>
  new Map(
    (proc.list(folder) ?? [])
      .filter((name) => /^cpu\d+$/.test(name))
      .flatMap((cpu) => counters.map((counter) => `${folder}/${cpu}/thermal_throttle/${counter}`))
      .flatMap((path) => {
        const count = Number.parseInt(proc.read(path) ?? '', 10);
        return Number.isNaN(count) ? [] : [[path, count] as const];
      }),
  );

/** Milliseconds of the hottest one between two looks; undefined where nothing counts. */
export const heatBetween = (before: Heat, after: Heat): number | undefined => {
  const grown = [...after].flatMap(([path, count]) => {
    const first = before.get(path);
    return first === undefined ? [] : [Math.max(0, count - first)];
  });
  return grown.length === 0 ? undefined : Math.max(...grown);
};
