import { normalCpuList } from '../cpu-list.ts';
import { findEvidence } from '../evidence.ts';
import type { Verdict } from '../run-record.ts';
import type { Judged } from './judged.ts';
import { bound, failedBecause, violated } from './verdict-values.ts';

/** Judges the processors of a run: what its case asks against what the kernel let the workload use. */
export const judgeCpu = ({ case: subject, evidence }: Judged): Verdict => {
  const found = findEvidence(evidence, 'cpu');
  if (subject.kind === 'null')
    return found?.asked === undefined
      ? bound
      : violated(
          `The workload was kept on processors ${found.asked} in the null case, where nothing may be limited.`,
        );
  const { affinity } = subject.constraints.cpu ?? {};
  if (affinity === undefined) return bound;
  if (found === undefined)
    return failedBecause(
      'Nobody saw which processors the workload could use, so nothing proves that it was kept on ' +
        `${affinity}. It may have ended too soon.`,
    );
  return normalCpuList(found.allowed) === normalCpuList(affinity)
    ? bound
    : violated(
        `Asked for processors ${affinity}, the workload could use ${found.allowed}. Ask for processors that ` +
          'this host, and the cgroup that emulate runs in, have.',
      );
};
