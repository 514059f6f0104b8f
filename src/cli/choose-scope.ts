import { createCgroupV1Maker } from '../drivers/scope/cgroup/cgroup-v1.ts';
import { createCgroupV2Maker } from '../drivers/scope/cgroup/cgroup-v2.ts';
import { chooseScopeMaker, judgeScopeMakers } from '../drivers/scope/choose.ts';
import { createScopeDriver } from '../drivers/scope/driver.ts';
import { createSystemdMaker } from '../drivers/scope/systemd/maker.ts';
import type { Failure, Miss } from '../model/failure.ts';
import type { Case } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
import type { ScopeHost } from '../model/scope-host.ts';
import type { ScopeKind } from '../model/scope.ts';
import { neededControllers } from '../model/scope-limits.ts';
import type { HeldFile } from '../ports/constraint.ts';
import type { ScopeMaker } from '../ports/scope.ts';
import { readScopeHost } from '../drivers/scope/scope-host.ts';
import type { HostPorts } from './host-ports.ts';

/** What scopes are needed for. */
export interface ScopeNeeds {
  readonly cases: readonly Case[];
  readonly model: HeldFile;
  /** The kind that the user insists on. */
  readonly scope?: ScopeKind;
}

/** Whether any case puts something into a scope. */
export const needsScope = (cases: readonly Case[]): boolean =>
  cases.some(
    ({ constraints }) =>
      neededControllers(constraints).length > 0 || constraints.background !== undefined,
  );

/** Load beside the workload lives in a scope without limits. */
const forBackground = { name: 'emulate-check', limits: {}, controllers: [] };

/** What can make scopes on this machine, and what is known of it. */
export interface ScopeMakers {
  readonly host: ScopeHost;
  readonly makers: readonly ScopeMaker[];
}

/** Looks at this machine once; what it has for scopes does not change while this program runs. */
export const findScopeMakers = async (ports: HostPorts): Promise<ScopeMakers> => {
  const host = await readScopeHost(ports);
  const context = { ...ports, files: ports.controlFiles };
  return {
    host,
    makers: [
      createSystemdMaker('systemd', { ...context, host }),
      createSystemdMaker('systemd-user', { ...context, host }),
      await createCgroupV2Maker(context),
      await createCgroupV1Maker(context),
    ],
  };
};

/** Chooses among what can make scopes on this machine. */
export const chooseScopeFrom = async (
  { host, makers }: ScopeMakers,
  { cases, model, scope }: ScopeNeeds,
  { clock, controlFiles, devices }: Pick<HostPorts, 'clock' | 'controlFiles' | 'devices'>,
): Promise<Result<ScopeMaker, Failure>> => {
  const check = async (maker: ScopeMaker): Promise<readonly Miss[]> => {
    const driver = createScopeDriver({ clock, devices, files: controlFiles, maker });
    const concerned = cases.filter((each) => driver.concerns(each));
    return concerned.length === 0
      ? await maker.check(forBackground)
      : await driver.check(concerned, model);
  };
  return chooseScopeMaker(await judgeScopeMakers(makers, check), host, scope);
};

/** Chooses what makes the scopes of these cases on this machine. */
export const chooseScope = async (
  needs: ScopeNeeds,
  ports: HostPorts,
): Promise<Result<ScopeMaker, Failure>> =>
  chooseScopeFrom(await findScopeMakers(ports), needs, ports);
