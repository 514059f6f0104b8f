import { z } from 'zod';

/**
 * What else the machine did while one workload process lived. Times are in nanoseconds; whatever this
 * kernel does not tell is absent.
 */
export const HostActivity = z.object({
  /** From the start of the workload process to its end. */
  wallNs: z.number(),
  /** Processors online. */
  cpus: z.number(),
  /** Time the workload's threads ran, summed over threads (`/proc/PID/task/TID/schedstat`, first field). */
  ranNs: z.number().optional(),
  /** Time they were ready and waited for a processor (second field). */
  queuedNs: z.number().optional(),
  /** Processor time of everything on the machine, of all its processors (`/proc/stat`). */
  busyNs: z.number().optional(),
  /** Of that, what this measurement used: the workload, this program, and what it started beside it. */
  ownNs: z.number().optional(),
  /** Of that, what interrupts and the kernel's own threads used; absent where these cannot be seen. */
  kernelNs: z.number().optional(),
  /** Processors that the workload was allowed to use. */
  allowedCpus: z.number().optional(),
  /** Processor time that the hypervisor gave to others. */
  stealNs: z.number().optional(),
  /**
   * Time in which a quota of a control group held the workload (`cpu.stat`), summed over its groups and
   * over processors, so that it can exceed the run's.
   */
  throttledNs: z.number().optional(),
  /** Time in which something on the machine waited for a processor (`/proc/pressure/cpu`, some). */
  cpuPressureNs: z.number().optional(),
  /** Page faults of the workload that waited for a device. */
  majorFaults: z.number().optional(),
  /** Time in which a processor slowed itself down because it was too hot; of the hottest one. */
  hotNs: z.number().optional(),
});
/** What else the machine did while one workload process lived. */
export type HostActivity = z.infer<typeof HostActivity>;

/** What was seen of disturbances of one run. */
export const Disturbance = z.object({
  activity: HostActivity,
  /** Each limit that the run is beyond, in words with numbers; empty when it was not disturbed. */
  why: z.array(z.string()),
});
/** What was seen of disturbances of one run. */
export type Disturbance = z.infer<typeof Disturbance>;
