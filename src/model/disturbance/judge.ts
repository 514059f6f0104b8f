import type { DisturbanceLimits } from '../profile/profile.ts';
import type { HostActivity } from './activity.ts';
import type { Circumstances } from './circumstances.ts';
import { capacityNs, disturbanceShares, othersNs } from './shares.ts';

/** Limits that no profile sets, because what lies beyond them is never meant. */
export const fixedLimits = {
  /**
   * Page faults that wait for a device, of a run whose model is in the page cache: so many are the pages
   * of programs and libraries (2 to 23 on a quiet machine).
   */
  majorFaults: 100,
  /** Or so many as read this share of the model again, */
  rereadShare: 0.01,
  /** each of them at least `fault_around_bytes`, see https://github.com/torvalds/linux/blob/master/mm/memory.c. */
  bytesPerFault: 64 * 2 ** 10,
  /** Of a run, in which a processor is too hot. */
  hotShare: 0.01,
} as const;

/**
 * Processor times are counted in ticks of 10 ms (`USER_HZ`), each count off by up to one. Two counts
 * make a difference of one counter, and four that of everybody's time less one's own.
 */
const tickNs = 10e6;
const slackNs = { steal: 2 * tickNs, others: 4 * tickNs } as const;

/** Of a process that was seen only when it began, its start is all that is known. */
const leastQueuedNs = 20e6;

const percent = (share: number): string => `${Number((share * 100).toPrecision(2))} %`;

const beyond = (what: string, share: number, limit: number): readonly string[] =>
  share > limit ? [`${what}: ${percent(share)} (limit ${percent(limit)})`] : [];

/** Whether threads wait for each other, and not for anybody else. */
export const isCrowded = (activity: HostActivity, circumstances: Circumstances): boolean => {
  const { threads } = circumstances;
  const { cpus, allowedCpus = circumstances.allowedCpus ?? cpus } = activity;
  return threads !== undefined && threads > Math.min(cpus, allowedCpus);
};

/**
 * What others had of the processors. Where a device is used, the kernel works for the workload, and
 * where its work cannot be told apart nothing is known of others.
 */
const foreignNs = (activity: HostActivity, { usesDevice }: Circumstances): number | undefined => {
  const others = othersNs(activity);
  const { kernelNs } = activity;
  if (others === undefined || !usesDevice) return others;
  return kernelNs === undefined ? undefined : Math.max(0, others - kernelNs);
};

/**
 * Threads of the workload also wait for each other, for what the case itself runs beside them, and
 * after each read from a device: up to 15 % of the time under a cap, on a machine that nobody else
 * uses. What others had, they can have taken from one thread at a time, as long as there is a
 * processor for each; no longer wait is counted as their doing.
 */
const judgeRunQueue = (
  activity: HostActivity,
  limit: number,
  circumstances: Circumstances,
): readonly string[] => {
  const { ranNs, queuedNs, stealNs = 0 } = activity;
  if (ranNs === undefined || queuedNs === undefined || isCrowded(activity, circumstances))
    return [];
  const foreign = foreignNs(activity, circumstances);
  if (foreign === undefined && circumstances.usesDevice) return [];
  const takenNs = foreign === undefined ? Infinity : foreign + stealNs - slackNs.others;
  const delayedNs = Math.min(queuedNs, takenNs);
  return delayedNs < leastQueuedNs
    ? []
    : beyond(
        'waited for a processor that others had, of the time it wanted one',
        delayedNs / (ranNs + queuedNs),
        limit,
      );
};

const judgeOthers = (
  activity: HostActivity,
  limit: number,
  circumstances: Circumstances,
): readonly string[] => {
  const foreign = foreignNs(activity, circumstances);
  const capacity = capacityNs(activity);
  return foreign !== undefined && foreign > limit * capacity + slackNs.others
    ? beyond("other programs' share of the processor time", foreign / capacity, limit)
    : [];
};

const judgeSteal = (activity: HostActivity, limit: number): readonly string[] => {
  const { stealNs = 0 } = activity;
  const capacity = capacityNs(activity);
  return stealNs > limit * capacity + slackNs.steal
    ? beyond(
        "the hypervisor's other guests' share of the processor time",
        stealNs / capacity,
        limit,
      )
    : [];
};

/** Page faults beyond which a run whose model should be in memory reads it again. */
export const mostMajorFaults = (modelBytes: number): number =>
  Math.max(
    fixedLimits.majorFaults,
    Math.round((fixedLimits.rereadShare * modelBytes) / fixedLimits.bytesPerFault),
  );

const judgeFaults = (
  { majorFaults }: HostActivity,
  { evicts, modelBytes }: Circumstances,
): readonly string[] => {
  const most = mostMajorFaults(modelBytes);
  return evicts || majorFaults === undefined || majorFaults <= most
    ? []
    : [`page faults that waited for a device: ${majorFaults} (limit ${most})`];
};

/**
 * Each limit that a run is beyond, in words with numbers; none when it was not disturbed. What this
 * machine does not tell is not judged, and neither is what the sweep itself brings about. What the
 * run measured plays no part.
 */
export const judgeDisturbance = (
  activity: HostActivity,
  limits: DisturbanceLimits,
  circumstances: Circumstances,
): readonly string[] => [
  ...judgeRunQueue(activity, limits.runQueue, circumstances),
  ...judgeSteal(activity, limits.steal),
  ...judgeOthers(activity, limits.others, circumstances),
  ...beyond(
    'held by the quota of a control group, of the run',
    disturbanceShares(activity).throttled ?? 0,
    limits.throttled,
  ),
  ...judgeFaults(activity, circumstances),
  ...beyond(
    'a processor too hot for its full speed, of the run',
    (activity.hotNs ?? 0) / activity.wallNs,
    fixedLimits.hotShare,
  ),
];
