import type { Failure, Miss } from '../../model/failure.ts';
import type { Case } from '../../model/plan.ts';
import { renderFailure } from '../../model/render-failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import { describeQuantity, type Bytes } from '../../model/units.ts';
import type { BlockDevices } from '../../ports/block-devices.ts';
import type {
  ConstraintDriver,
  ConstraintLease,
  ConstraintRequest,
  Observation,
} from '../../ports/constraint.ts';
import type { Volume } from './volume.ts';

/** What the driver needs. */
export interface VolumeDriverContext {
  /** Open for as long as the driver is used. */
  readonly volume: Omit<Volume, typeof Symbol.asyncDispose>;
  readonly devices: BlockDevices;
}

const readAheadOf = (subject: Case): Bytes | undefined => subject.constraints.volume?.readAhead;

const size = (bytes: Bytes): string => describeQuantity('bytes', bytes);

/** Sets a read-ahead and reads it back: the kernel rounds it, and the block layer may limit it. */
const setReadAhead = async (
  asked: Bytes,
  { volume, devices }: VolumeDriverContext,
): Promise<Result<AsyncDisposable, Failure>> => {
  const lease = await devices.setReadAhead(volume.device, asked);
  if (!lease.ok) return lease;
  const applied = await devices.readAhead(volume.device);
  if (applied.ok && applied.value === asked) return lease;
  await lease.value[Symbol.asyncDispose]();
  return applied.ok
    ? failed({
        reason: 'not-applied',
        place: `volume.readAhead of ${volume.device.path}`,
        asked: size(asked),
        applied: size(applied.value),
        hint: pages,
      })
    : applied;
};

const pages = "choose a multiple of the kernel's page size, such as 128 KiB";

const observe = async (
  asked: Bytes | undefined,
  { volume, devices }: VolumeDriverContext,
): Promise<Result<Observation, Failure>> => {
  const { device, facts, warnings } = volume;
  const readAhead = await devices.readAhead(device);
  if (!readAhead.ok) return readAhead;
  // Programs of the host, such as tuned, set it for every device that they find.
  if (asked !== undefined && readAhead.value !== asked)
    return failed({
      reason: 'evidence-missing',
      problem: `volume.readAhead of ${device.path} was changed during the run: set to ${size(asked)}, found ${size(readAhead.value)}`,
    });
  return success({
    evidence: [
      {
        kind: 'volume',
        device: device.id,
        backing: facts.backing,
        filesystem: facts.filesystem,
        verified: true,
        readAheadBytes: readAhead.value,
      },
    ],
    tests: [],
    warnings,
  });
};

/** Gives each run the model on an open volume, with the read-ahead of its case. */
export const createVolumeDriver = (context: VolumeDriverContext): ConstraintDriver => ({
  name: 'volume',

  concerns: (subject) => subject.constraints.volume !== undefined,

  /** Nobody else uses the device, so each read-ahead is tried on it. */
  async check(cases: readonly Case[]): Promise<readonly Miss[]> {
    const misses: Miss[] = [];
    for (const asked of new Set(cases.map(readAheadOf))) {
      if (asked === undefined) continue;
      const lease = await setReadAhead(asked, context);
      if (lease.ok) await lease.value[Symbol.asyncDispose]();
      else
        misses.push({
          what: renderFailure(lease.failure).message,
          remedy: pages,
        });
    }
    return misses;
  },

  async acquire({ case: subject }: ConstraintRequest): Promise<Result<ConstraintLease, Failure>> {
    const asked = readAheadOf(subject);
    const lease = asked === undefined ? success(undefined) : await setReadAhead(asked, context);
    if (!lease.ok) return lease;
    return success({
      applied: asked === undefined ? {} : { 'volume.readAhead': asked },
      env: {},
      model: context.volume.model,
      live: () => Promise.resolve(undefined),
      observe: () => observe(asked, context),
      [Symbol.asyncDispose]: async () => {
        await lease.value?.[Symbol.asyncDispose]();
      },
    });
  },
});
