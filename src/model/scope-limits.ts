import type { Problem } from './failure.ts';
import { findParameter } from './profile/parameters.ts';
import type { Constraints, IoConstraint, MemoryConstraint } from './profile/profile.ts';
import { failed, success, type Result } from './result.ts';
import type { BlockDevice, Controller, DeviceLimits, ScopeLimits } from './scope.ts';
import { describeQuantity, type Bytes } from './units.ts';

/**
 * The kernel counts memory in pages and rounds limits to them. 64 KiB is the largest base page of
 * Linux (arm64, ppc64), so a multiple of it is read back as it was written on every host.
 */
const limitStep: Bytes = 64 * 2 ** 10;

/** A size as the kernel keeps it on every host. */
export const wholePages = (bytes: Bytes): Bytes => Math.floor(bytes / limitStep) * limitStep;

/** Least memory that a workload can be given: the least that a profile can name in bytes. */
const leastMemory: Bytes = findParameter('memory.max')?.range.min ?? 0;

const resolveMax = (
  max: NonNullable<MemoryConstraint['max']>,
  modelBytes: Bytes,
): Result<Bytes, Problem> => {
  const asked = max.kind === 'bytes' ? max.bytes : max.share * modelBytes;
  const bytes = wholePages(asked);
  if (bytes >= leastMemory) return success(bytes);
  const got =
    max.kind === 'bytes'
      ? describeQuantity('bytes', max.bytes)
      : `${describeQuantity('share', max.share)} of model, which is ${describeQuantity('bytes', Math.round(asked))} of ${describeQuantity('bytes', modelBytes)}`;
  return failed({
    path: 'constraints.memory.max',
    message: `expected at least ${describeQuantity('bytes', leastMemory)}, got ${got}`,
    hint: 'no llama-bench runs in less: use a larger share or a larger model',
  });
};

/** A rate as the kernel takes it: whole; 0 would mean no cap to some of its versions. */
export const wholeRate = (perSecond: number): number => Math.max(1, Math.round(perSecond));

const resolveIo = (io: IoConstraint): IoConstraint =>
  io.readBandwidth === undefined ? io : { ...io, readBandwidth: wholeRate(io.readBandwidth) };

const resolveMemory = (
  { max, swap, ...rest }: MemoryConstraint,
  modelBytes: Bytes,
): Result<MemoryConstraint, Problem> => {
  const bytes = max === undefined ? undefined : resolveMax(max, modelBytes);
  if (bytes?.ok === false) return bytes;
  return success({
    ...rest,
    ...(bytes === undefined ? {} : { max: { kind: 'bytes', bytes: bytes.value } }),
    ...(swap === undefined ? {} : { swap: wholePages(swap) }),
  });
};

/**
 * Constraints as a kernel can hold them for a model of so many bytes: shares of the model in bytes,
 * sizes of memory as multiples of 64 KiB, rounded down, caps in whole bytes a second. A problem
 * when less than 16 MiB of memory would be left.
 */
export const resolveSizes = (
  constraints: Constraints,
  modelBytes: Bytes,
): Result<Constraints, Problem> => {
  const { memory, io } = constraints;
  const resolved = memory === undefined ? undefined : resolveMemory(memory, modelBytes);
  if (resolved?.ok === false) return resolved;
  return success({
    ...constraints,
    ...(resolved === undefined ? {} : { memory: resolved.value }),
    ...(io === undefined ? {} : { io: resolveIo(io) }),
  });
};

/** The device is named without caps too: cgroup v1 counts reads only of devices that it was told of. */
const deviceLimits = (
  { readBandwidth, readIops }: IoConstraint,
  device: BlockDevice | undefined,
): DeviceLimits | undefined => {
  if (device === undefined) {
    if (readBandwidth === undefined && readIops === undefined) return undefined;
    throw new Error('Internal error: a cap on reads without a device');
  }
  return {
    device,
    ...(readBandwidth === undefined ? {} : { readBandwidth }),
    ...(readIops === undefined ? {} : { readIops }),
  };
};

/**
 * What the kernel is to hold a scope to for `memory`, `io` and `cpu` of these constraints; the other
 * constraints are not a scope's. `device` is the one that caps on reads act on, needed where there are
 * any; where `io` holds none, its reads are counted.
 */
export const scopeLimits = (
  constraints: Constraints,
  modelBytes: Bytes,
  device?: BlockDevice,
): Result<ScopeLimits, Problem> => {
  const resolved = resolveSizes(constraints, modelBytes);
  if (!resolved.ok) return resolved;
  const { memory, io, cpu } = resolved.value;
  const caps = io === undefined ? undefined : deviceLimits(io, device);
  return success({
    ...(memory?.max?.kind === 'bytes' ? { memoryMax: memory.max.bytes } : {}),
    ...(memory?.swap === undefined ? {} : { swapMax: memory.swap }),
    ...(caps === undefined ? {} : { io: caps }),
    ...(cpu?.affinity === undefined ? {} : { cpus: cpu.affinity }),
  });
};

/** What the kernel must count for a scope under these constraints, limits or not, in a fixed order. */
export const neededControllers = ({
  memory,
  pageCache,
  io,
  cpu,
}: Constraints): readonly Controller[] => [
  // Page cache is taken away from a scope, and refaults are counted, by its memory controller.
  ...(memory === undefined && pageCache === undefined ? [] : (['memory'] as const)),
  ...(io === undefined ? [] : (['io'] as const)),
  ...(cpu === undefined ? [] : (['cpu'] as const)),
];
