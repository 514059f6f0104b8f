import { createScopeDriver } from '../../drivers/scope/driver.ts';
import type { ScopeLook } from '../../model/doctor/inspection.ts';
import type { Miss } from '../../model/failure.ts';
import type { Case } from '../../model/plan.ts';
import type { Constraints } from '../../model/profile/profile.ts';
import type { Controller } from '../../model/scope.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import type { ScopeMaker } from '../../ports/scope.ts';
import type { HostPorts } from '../host-ports.ts';

/** Values that every host takes; the disk of a cap is looked at apart, so it acts on a volume here. */
const asking: Readonly<Record<Controller, Constraints>> = {
  memory: { memory: { max: { kind: 'bytes', bytes: 64 * 2 ** 20 } } },
  io: { io: { readBandwidth: 500e6 }, volume: {} },
  cpu: { cpu: { affinity: '0' } },
};

const caseOf = (controller: Controller): Case => ({
  ...{ id: controller, kind: 'nominal', points: [] },
  constraints: asking[controller],
});

/** Asks what makes scopes for a limit of each kind, as a run would. */
export const lookAtScopes = (
  makers: readonly ScopeMaker[],
  model: HeldFile,
  { clock, controlFiles, devices }: HostPorts,
): Promise<readonly ScopeLook[]> =>
  Promise.all(
    makers.map(async (maker): Promise<ScopeLook> => {
      const driver = createScopeDriver({ clock, devices, files: controlFiles, maker });
      const ask = (controller: Controller): Promise<readonly Miss[]> =>
        driver.check([caseOf(controller)], model);
      const [memory, io, cpu] = await Promise.all([ask('memory'), ask('io'), ask('cpu')]);
      return { kind: maker.kind, controllers: { memory, io, cpu } };
    }),
  );
