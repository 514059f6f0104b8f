import { createCgroupV1Maker } from '../drivers/scope/cgroup/cgroup-v1.ts';
import { createCgroupV2Maker } from '../drivers/scope/cgroup/cgroup-v2.ts';
import { chooseScopeMaker, judgeScopeMakers } from '../drivers/scope/choose.ts';
import { createScopeDriver } from '../drivers/scope/driver.ts';
import { createSystemdMaker } from '../drivers/scope/systemd/maker.ts';
import type { Failure, Miss } from '../model/failure.ts';
import type { Case } from '../model/plan.ts';
import type { Result } from '../model/result.ts';
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

/** Chooses what makes the scopes of these cases on this machine. */
export const chooseScope = async (
  { cases, model, scope }: ScopeNeeds,
  ports: HostPorts,
): Promise<Result<ScopeMaker, Failure>> => {
  const { clock, controlFiles, devices } = ports;
  const host = await readScopeHost(ports);
  const context = { ...ports, files: controlFiles };
  const makers = [
    createSystemdMaker('systemd', { ...context, host }),
    createSystemdMaker('systemd-user', { ...context, host }),
    await createCgroupV2Maker(context),
    await createCgroupV1Maker(context),
  ];
  const check = async (maker: ScopeMaker): Promise<readonly Miss[]> => {
    const driver = createScopeDriver({ clock, devices, files: controlFiles, maker });
    const concerned = cases.filter((each) => driver.concerns(each));
    return concerned.length === 0
      ? await maker.check(forBackground)
      : await driver.check(concerned, model);
  };
  return chooseScopeMaker(await judgeScopeMakers(makers, check), host, scope);
};
