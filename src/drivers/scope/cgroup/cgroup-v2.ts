import type { Failure, Miss } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { ScopeRequest } from '../../../model/scope.ts';
import type { Scope, ScopeMaker } from '../../../ports/scope.ts';
import { controllerOf, type Version2Facts } from './cgroup-v2-facts.ts';
import type { CgroupContext } from './context.ts';
import type { CgroupFolders } from './folders.ts';
import { chooseHome, type Home } from './home.ts';
import { createHomes, type Lodging } from './homes.ts';
import type { LimitSetting } from './limit-setting.ts';
import { limitSettings, readBack } from './limits.ts';
import { scopeOf } from './made-scope.ts';
import { missesOfCpus, missOfFailure } from './misses.ts';
import { describeStep, startSteps, type Step } from './step.ts';
import { missesOfSwap, resolveSwap } from './swap.ts';
import { wantedControllers } from './wanted.ts';

const controllersFor = (request: ScopeRequest): readonly string[] =>
  wantedControllers(request).map((controller) => controllerOf[controller]);

const selfNameFor = ({ name }: ScopeRequest): string => `${name}-self`;

const homeFor = (facts: Version2Facts, request: ScopeRequest, pid: number): Result<Home, Miss> =>
  chooseHome(facts, controllersFor(request), { pid, selfName: selfNameFor(request) });

const missesOf = (facts: Version2Facts, request: ScopeRequest, pid: number): readonly Miss[] => {
  const home = homeFor(facts, request, pid);
  const { limits } = request;
  return [
    ...(home.ok ? [] : [home.failure]),
    ...missesOfSwap(limits, facts.swap),
    ...(home.ok ? missesOfCpus(limits.cpus, home.value.group.cpus, home.value.group.folder) : []),
  ];
};

/** What is done for the scope itself, once there is a place for it. */
interface Plan {
  readonly folders: CgroupFolders;
  readonly steps: readonly Step[];
  readonly settings: readonly LimitSetting[];
  /** In force without being written. */
  readonly applied: Readonly<Record<string, number>>;
}

const planIn = (place: string, facts: Version2Facts, request: ScopeRequest): Plan => {
  const folder = `${place}/${request.name}`;
  const folders: CgroupFolders = {
    version: 2,
    memory: folder,
    io: folder,
    cpu: folder,
    pressure: folder,
  };
  const { limits, applied } = resolveSwap(request.limits, facts.swap);
  const settings = limitSettings(folders, limits);
  const steps: readonly Step[] = [
    { kind: 'make', folder },
    ...settings.map(({ path, text }): Step => ({ kind: 'write', path, text })),
  ];
  return { folders, steps, settings, applied };
};

const openIn = async (
  context: CgroupContext,
  request: ScopeRequest,
  plan: Plan,
  lodging: Lodging,
): Promise<Result<Scope, Failure>> => {
  const done = startSteps(context);
  const remove = async (): Promise<Result<void, Failure>> => {
    const undone = await done.undo();
    return undone.ok ? lodging.leave() : undone;
  };
  const performed = await done.perform(plan.steps);
  const applied = performed.ok ? await readBack(context.files, plan.settings) : performed;
  if (!applied.ok) {
    await remove();
    return applied;
  }
  return success(
    scopeOf(context, {
      kind: 'cgroup-v2',
      request,
      folders: plan.folders,
      applied: { ...applied.value, ...plan.applied },
      remove,
    }),
  );
};

/** Makes scopes of groups in the tree of version 2, below this process's own group or beside it. */
export const createCgroupV2Maker = async (context: CgroupContext): Promise<ScopeMaker> => {
  const { pid } = context;
  const homes = createHomes(context);
  const atFirst = await homes.facts();
  return {
    kind: 'cgroup-v2',
    check: async (request) => {
      const facts = await homes.facts();
      if (facts.ok) return missesOf(facts.value, request, pid);
      const { failure } = facts;
      return failure.reason === 'missing-requirements' ? failure.misses : [missOfFailure(failure)];
    },
    describe: (request) => {
      const home = atFirst.ok ? homeFor(atFirst.value, request, pid) : undefined;
      if (!atFirst.ok || home?.ok !== true) return [];
      const { steps } = planIn(home.value.group.folder, atFirst.value, request);
      return [...home.value.steps, ...steps].map(describeStep);
    },
    open: async (request) => {
      const facts = await homes.facts();
      if (!facts.ok) return facts;
      const misses = missesOfSwap(request.limits, facts.value.swap);
      if (misses.length > 0) return failed({ reason: 'missing-requirements', misses });
      const lodging = await homes.lodge(controllersFor(request), selfNameFor(request));
      if (!lodging.ok) return lodging;
      return openIn(
        context,
        request,
        planIn(lodging.value.folder, facts.value, request),
        lodging.value,
      );
    },
  };
};
