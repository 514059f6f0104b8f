import { parseCpuList } from '../cpu-list.ts';
import type { Case, Plan } from '../plan.ts';
import type { Constraints } from '../profile/profile.ts';
import type { RunRecord } from '../run-record.ts';
import type { Bytes } from '../units.ts';

/** What a sweep itself does to a run, and what is therefore no disturbance. */
export interface Circumstances {
  readonly modelBytes: Bytes;
  /** Threads that the workload computes with; absent where it does not say. */
  readonly threads?: number;
  /** Processors that the case allows; absent where it allows all. */
  readonly allowedCpus?: number;
  /** Cases of the plan read from a device, for which the kernel's own threads and interrupts work. */
  readonly usesDevice: boolean;
  /** Cases of the plan leave less than the model in the page cache, for themselves and for the next. */
  readonly evicts: boolean;
}

const evicts = ({ memory, volume, io, pageCache }: Constraints): boolean =>
  [memory, volume, io, pageCache].some((constraint) => constraint !== undefined);

/** What a plan and a case of it bring about; `facts` are what the workload said of itself. */
export const circumstancesOf = (
  { cases, profile }: Pick<Plan, 'cases' | 'profile'>,
  { constraints }: Pick<Case, 'constraints'>,
  modelBytes: Bytes,
  facts: RunRecord['workload'],
): Circumstances => {
  // llama-bench's own name for them.
  const { n_threads: threads } = facts;
  const { affinity } = constraints.cpu ?? {};
  const evicting =
    profile.workload.start === 'cold' || cases.some((each) => evicts(each.constraints));
  return {
    modelBytes,
    ...(typeof threads === 'number' ? { threads } : {}),
    ...(affinity === undefined ? {} : { allowedCpus: parseCpuList(affinity).length }),
    usesDevice: evicting || constraints.background !== undefined,
    evicts: evicting,
  };
};
