import type { HostActivity } from './activity.ts';

/** What was taken from a run, each as a share; absent where the machine does not tell. */
export interface DisturbanceShares {
  /** Of the time that the workload's threads wanted a processor, what they waited for one; 0 to 1. */
  readonly runQueue?: number;
  /** Of the machine's processor time, what the hypervisor gave to others; 0 to 1. */
  readonly steal?: number;
  /** Of the machine's processor time, what other programs and the kernel used; 0 to 1. */
  readonly others?: number;
  /** Of the run, the time in which quotas held the workload, summed over processors; from 0. */
  readonly throttled?: number;
}

const shareOf = (part: number | undefined, whole: number | undefined): number | undefined =>
  part === undefined || whole === undefined || whole <= 0 ? undefined : Math.max(0, part) / whole;

const sum = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one + other;

/** Processor time that the machine had during a run. */
export const capacityNs = ({ cpus, wallNs }: HostActivity): number => cpus * wallNs;

/** Processor time that was not this measurement's. */
export const othersNs = ({ busyNs, ownNs }: HostActivity): number | undefined =>
  busyNs === undefined || ownNs === undefined ? undefined : Math.max(0, busyNs - ownNs);

/** The parts of a run's time that something else had. */
export const disturbanceShares = (activity: HostActivity): DisturbanceShares => {
  const { ranNs, queuedNs, stealNs, throttledNs, wallNs } = activity;
  const capacity = capacityNs(activity);
  const shares = {
    runQueue: shareOf(queuedNs, sum(ranNs, queuedNs)),
    steal: shareOf(stealNs, capacity),
    others: shareOf(othersNs(activity), capacity),
    throttled: shareOf(throttledNs, wallNs),
  };
  return Object.fromEntries(Object.entries(shares).filter(([, share]) => share !== undefined));
};

/**
 * How much was taken from a run, as one number from 0 by which runs can be ranked. It knows nothing of
 * what the run measured. Infinity where nothing is known.
 */
export const disturbanceOf = (activity: HostActivity | undefined): number => {
  if (activity === undefined) return Infinity;
  const { runQueue, steal, others, throttled } = disturbanceShares(activity);
  const known = [runQueue, steal, others, throttled].filter((share) => share !== undefined);
  return known.length === 0 ? Infinity : known.reduce((total, share) => total + share, 0);
};
