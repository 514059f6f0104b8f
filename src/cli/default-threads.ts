import { parseCpuList } from '../model/cpu-list.ts';
import type { HostFacts } from '../model/host-facts.ts';
import type { Plan } from '../model/plan.ts';

/** One thread a core, and no more than the processors that the nominal case may use. */
export const defaultThreads = (
  { profile }: Plan,
  { physicalCores, cpus }: Pick<HostFacts, 'physicalCores' | 'cpus'>,
): number => {
  const { affinity } = profile.constraints.cpu ?? {};
  const cores = physicalCores ?? cpus;
  return affinity === undefined ? cores : Math.min(cores, parseCpuList(affinity).length);
};
