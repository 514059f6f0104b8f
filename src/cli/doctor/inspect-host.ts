import { dirname, join } from 'node:path';
import { findFio } from '../../drivers/background/program.ts';
import { checkVolume } from '../../drivers/volume/check.ts';
import type {
  CapFacts,
  Inspection,
  Looked,
  PageCacheLook,
  ProfileLook,
  VolumeLook,
} from '../../model/doctor/inspection.ts';
import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import { readSurroundings } from '../../system/surroundings.ts';
import { findScopeMakers } from '../choose-scope.ts';
import { createHostQuestion } from '../enforceable.ts';
import type { HostPorts } from '../host-ports.ts';
import type { Io } from '../io.ts';
import { loadShippedPlans } from '../load-profile.ts';
import { findModelPlace, type ModelPlace } from '../model-place.ts';
import { plannedVolume } from '../planned-volume.ts';
import { plannedModel } from '../stage.ts';
import { toolVersion } from '../tool-version.ts';
import { tryEviction } from '../try-eviction.ts';
import { missesOfFailure } from './look.ts';
import { lookAtBench } from './look-at-bench.ts';
import { lookAtScopes } from './look-at-scopes.ts';
import { lookAtTier } from './look-at-tier.ts';

/** What is asked about. */
export interface HostSubject {
  readonly model?: string;
  readonly llamaBench?: string;
}

const lookAtDisk = async ({ model, devices }: ModelPlace): Promise<Looked<CapFacts>> => {
  const chain = await devices.ofFile(model.path);
  if (!chain.ok) return failed(missesOfFailure(chain.failure));
  const { device, filesystem } = chain.value;
  return success({ device: device.path, filesystem });
};

const backings = ['ram', 'file', 'zram'] as const;

const lookAtVolumes = (model: HeldFile, ports: HostPorts): Promise<readonly VolumeLook[]> =>
  Promise.all(
    backings.map(async (backing): Promise<VolumeLook> => {
      const planned = plannedVolume([
        { id: backing, kind: 'nominal', points: [], constraints: { volume: { backing } } },
      ]);
      if (planned === undefined) throw new Error('Internal error: a volume without a volume');
      const request = { ...planned, model, name: 'emulate-check' };
      return {
        backing,
        misses: await checkVolume(request, { ...ports, warn: () => undefined }),
      };
    }),
  );

const lookAtPageCache = async (folder: string, ports: HostPorts): Promise<PageCacheLook> => ({
  evicts: await tryEviction(folder, false, ports),
  proves: await tryEviction(folder, true, ports),
});

const lookAtProfiles = async (
  model: HeldFile,
  cwd: string,
  ports: HostPorts,
): Promise<Result<readonly ProfileLook[], Failure>> => {
  const ask = await createHostQuestion(model, ports);
  const looks: ProfileLook[] = [];
  const plans = await loadShippedPlans(cwd);
  if (!plans.ok) return plans;
  for (const plan of plans.value) {
    const { name } = plan.profile;
    const { lacks, scope } = await ask(plan, name);
    looks.push({ name, lacks, ...(scope === undefined ? {} : { scope }) });
  }
  return success(looks);
};

/** Stands for a model that is not there: what is said of disks and of profiles is then said of one in this folder. */
const anyModel = (cwd: string): HeldFile => ({ path: join(cwd, 'model.gguf'), bytes: 2 ** 30 });

/** Looks at everything that runs need, by the code that runs use. Leaves nothing behind. */
export const inspectHost = async (
  subject: HostSubject,
  io: Io,
  ports: HostPorts,
): Promise<Result<Inspection, Failure>> => {
  const { files, processes, probe } = ports;
  // The machine is watched before other looks make it busy.
  const { library, activity } = await lookAtTier(ports);
  const planned = await plannedModel(subject, io.cwd);
  const model = planned.ok ? planned.value : anyModel(io.cwd);
  const isThere = (await files.stat(model.path)) !== undefined;
  const place = await findModelPlace(model, ports);
  const { host, makers } = await findScopeMakers(ports);
  const profiles = await lookAtProfiles(model, io.cwd, ports);
  if (!profiles.ok) return profiles;
  const fio = await findFio(processes);
  const free = await files.freeBytes(io.cwd);
  return success({
    toolVersion: toolVersion(),
    host: await probe.facts(),
    state: await probe.state(),
    surroundings: await readSurroundings(),
    uid: host.uid,
    hasSwap: host.hasSwap,
    library,
    bench: await lookAtBench(subject.llamaBench, io, {
      ...{ files, processes },
      observe: () => undefined,
    }),
    model: planned.ok ? success({ ...model, isThere }) : failed(missesOfFailure(planned.failure)),
    room: await probe.memory(),
    freeBytes: free.ok ? free.value : undefined,
    scopes: await lookAtScopes(makers, place.model, { ...ports, devices: place.devices }),
    cap: await lookAtDisk(place),
    volumes: await lookAtVolumes(place.model, ports),
    pageCache: await lookAtPageCache(dirname(place.model.path), ports),
    load: fio.ok ? [] : [fio.failure],
    activity,
    profiles: profiles.value,
  });
};
