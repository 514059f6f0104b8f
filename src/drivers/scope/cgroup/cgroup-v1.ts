import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { Controller, ScopeRequest } from '../../../model/scope.ts';
import type { Scope, ScopeMaker } from '../../../ports/scope.ts';
import {
  missesOfVersion1,
  placesOf,
  readVersion1Facts,
  type Version1Facts,
} from './cgroup-v1-facts.ts';
import type { CgroupContext } from './context.ts';
import type { CgroupFolders } from './folders.ts';
import { limitSettings, readBack } from './limits.ts';
import type { LimitSetting } from './limit-setting.ts';
import { scopeOf } from './made-scope.ts';
import { missOfFailure } from './misses.ts';
import { describeStep, startSteps, type Step } from './step.ts';
import { resolveSwap } from './swap.ts';

/** What opening a scope comes to on this host. */
interface Plan {
  readonly folders: CgroupFolders;
  readonly makes: readonly Step[];
  /** The folder with the pressure files, without which the scope counts less. */
  readonly pressure?: string;
  readonly writes: readonly Step[];
  readonly settings: readonly LimitSetting[];
  /** In force without being written. */
  readonly applied: Readonly<Record<string, number>>;
}

const write = (path: string, text: string): Step => ({ kind: 'write', path, text });

/** A new group of cpuset has neither processors nor memory, and takes no process before it has both: cpuset(7). */
const copies = (
  folder: string | undefined,
  { cpus, mems }: Version1Facts,
  { limits }: ScopeRequest,
): readonly Step[] =>
  folder === undefined
    ? []
    : [
        write(`${folder}/cpuset.mems`, mems ?? '0'),
        ...(limits.cpus === undefined ? [write(`${folder}/cpuset.cpus`, cpus ?? '0')] : []),
      ];

/** For a request without misses. */
const planOf = (facts: Version1Facts, request: ScopeRequest): Plan => {
  const places = placesOf(facts, request);
  const folderOf = (controller: Controller): string | undefined => {
    const own = places.get(controller)?.tree?.own;
    return own === undefined ? undefined : `${own}/${request.name}`;
  };
  const [memory, io, cpu] = [folderOf('memory'), folderOf('io'), folderOf('cpu')];
  const folders: CgroupFolders = {
    version: 1,
    ...(memory === undefined ? {} : { memory }),
    ...(io === undefined ? {} : { io }),
    ...(cpu === undefined ? {} : { cpu }),
  };
  const { limits, applied } = resolveSwap(request.limits, facts.swap);
  const settings = limitSettings(folders, limits);
  const made = new Set([memory, io, cpu].filter((folder) => folder !== undefined));
  return {
    folders,
    makes: [...made].map((folder) => ({ kind: 'make', folder })),
    ...(facts.pressure === undefined ? {} : { pressure: `${facts.pressure}/${request.name}` }),
    writes: [
      ...copies(cpu, facts, request),
      ...settings.map(({ path, text }) => write(path, text)),
    ],
    settings,
    applied,
  };
};

const carryOut = async (
  context: CgroupContext,
  request: ScopeRequest,
  plan: Plan,
): Promise<Result<Scope, Failure>> => {
  const done = startSteps(context);
  const giveUp = async (failure: Failure): Promise<Result<never, Failure>> => {
    await done.undo();
    return failed(failure);
  };
  const made = await done.perform(plan.makes);
  if (!made.ok) return giveUp(made.failure);
  const { pressure } = plan;
  const hasPressure =
    pressure !== undefined && (await done.perform([{ kind: 'make', folder: pressure }])).ok;
  const written = await done.perform(plan.writes);
  if (!written.ok) return giveUp(written.failure);
  const applied = await readBack(context.files, plan.settings);
  if (!applied.ok) return giveUp(applied.failure);
  return success(
    scopeOf(context, {
      kind: 'cgroup-v1',
      request,
      folders: { ...plan.folders, ...(hasPressure ? { pressure } : {}) },
      applied: { ...applied.value, ...plan.applied },
      remove: () => done.undo(),
    }),
  );
};

/** Makes scopes of groups in the hierarchies of version 1, below this process's own. */
export const createCgroupV1Maker = async (context: CgroupContext): Promise<ScopeMaker> => {
  const { files } = context;
  const atFirst = await readVersion1Facts(files);
  return {
    kind: 'cgroup-v1',
    check: async (request) => {
      const facts = await readVersion1Facts(files);
      return facts.ok ? missesOfVersion1(facts.value, request) : [missOfFailure(facts.failure)];
    },
    describe: (request) => {
      if (!atFirst.ok || missesOfVersion1(atFirst.value, request).length > 0) return [];
      const { makes, pressure, writes } = planOf(atFirst.value, request);
      const optional: readonly Step[] =
        pressure === undefined ? [] : [{ kind: 'make', folder: pressure }];
      return [...makes, ...optional, ...writes].map(describeStep);
    },
    open: async (request) => {
      const facts = await readVersion1Facts(files);
      if (!facts.ok) return facts;
      const misses = missesOfVersion1(facts.value, request);
      return misses.length > 0
        ? failed({ reason: 'missing-requirements', misses })
        : carryOut(context, request, planOf(facts.value, request));
    },
  };
};
