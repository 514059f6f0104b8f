import type { Evidence } from '../../model/evidence.ts';
import type { Failure } from '../../model/failure.ts';
import type { CpuEvidence, IoEvidence, MemoryEvidence } from '../../model/kernel-evidence.ts';
import type { Constraints } from '../../model/profile/profile.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { BlockDevice } from '../../model/scope.ts';
import type { Bytes } from '../../model/units.ts';
import type { Scope } from '../../ports/scope.ts';
import type { Samples } from './sampler.ts';

/** What a run was, as far as its evidence needs it. */
export interface ObservedRun {
  readonly scope: Scope;
  readonly constraints: Constraints;
  readonly modelBytes: Bytes;
  /** The device of the model, where there are caps on reads. */
  readonly device: BlockDevice | undefined;
}

const missing = (problem: string): Result<never, Failure> =>
  failed({ reason: 'evidence-missing', problem });

/** What was counted in the beginning and no longer is. */
const vanishedFrom = ({ first, last }: Samples): readonly string[] =>
  Object.keys(first).filter((name) => !(name in last));

const memoryEvidence = (
  { scope, modelBytes }: ObservedRun,
  { last, anonymousBytesMax, fileBytesMax, swapBytesMax, late }: Samples,
): readonly MemoryEvidence[] => {
  const { 'memory.max': limitBytes, 'memory.swap': swapLimitBytes } = scope.applied;
  if (last.memoryBytes === undefined && last.anonymousBytes === undefined) return [];
  return [
    {
      kind: 'memory',
      limitBytes,
      swapLimitBytes,
      peakBytes: last.memoryPeakBytes,
      anonymousBytesMax,
      fileBytesMax,
      swapBytesMax,
      anonymousBytesLate: late.anonymousBytes,
      mappedFileBytesLate: late.mappedFileBytes,
      // Without a limit in force, what is met is one that a reclaim set for a moment.
      limitHits: limitBytes === undefined ? undefined : last.limitHits,
      oomKills: last.oomKills,
      refaultedBytes: last.refaultedBytes,
      refaultedBytesLate: late.refaultedBytes,
      majorFaults: last.majorFaults,
      pressureNs: last.memoryPressureNs,
      modelBytes,
    },
  ];
};

const ioEvidence = (
  { scope, constraints, device }: ObservedRun,
  samples: Samples,
): Result<readonly IoEvidence[], Failure> => {
  if (constraints.io === undefined || device === undefined) return success([]);
  const { last, wallNs, busiest, late } = samples;
  if (samples.device === undefined)
    return missing(`the counters of the device '${device.path}' have vanished`);
  return success([
    {
      kind: 'io',
      device: device.id,
      devicePath: device.path,
      readBandwidth: scope.applied['io.readBandwidth'],
      readIops: scope.applied['io.readIops'],
      readBytes: last.readBytes,
      readOperations: last.readOperations,
      deviceReadBytes: samples.device.readBytes,
      deviceReadOperations: samples.device.readOperations,
      wallNs,
      busiestBytesPerSecond: busiest.bytesPerSecond,
      busiestOperationsPerSecond: busiest.operationsPerSecond,
      busiestBytesPerSecondLate: late.busiest.bytesPerSecond,
      busiestOperationsPerSecondLate: late.busiest.operationsPerSecond,
      pressureNs: last.ioPressureNs,
    },
  ]);
};

const cpuEvidence = (
  { constraints: { cpu } }: ObservedRun,
  { allowed }: Samples,
): Result<readonly CpuEvidence[], Failure> => {
  if (cpu === undefined) return success([]);
  const { affinity: asked } = cpu;
  if (allowed !== undefined) return success([{ kind: 'cpu', allowed, asked }]);
  return asked === undefined
    ? success([])
    : missing(
        `expected a process of the workload on the processors ${asked}, none was seen in the scope; one that runs for less than a second may not be seen`,
      );
};

/** What a run's scope proves of `memory`, `io` and `cpu`; a failure when counters went missing. */
export const scopeEvidence = (
  run: ObservedRun,
  samples: Samples,
): Result<readonly Evidence[], Failure> => {
  const { kind, place } = run.scope;
  const vanished = vanishedFrom(samples);
  if (vanished.length > 0)
    return missing(
      `${vanished.join(', ')} of the scope '${place}' could be read before the run and not after it; somebody else may have removed the scope`,
    );
  const io = ioEvidence(run, samples);
  if (!io.ok) return io;
  const cpu = cpuEvidence(run, samples);
  if (!cpu.ok) return cpu;
  return success([
    { kind: 'scope', scope: kind, place },
    ...memoryEvidence(run, samples),
    ...io.value,
    ...cpu.value,
  ]);
};
