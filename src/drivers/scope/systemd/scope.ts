import { renderFailure } from '../../../model/render-failure.ts';
import { failed } from '../../../model/result.ts';
import type { ScopeKind } from '../../../model/scope.ts';
import type { HeldProcess } from '../../../ports/held-process.ts';
import type { Scope } from '../../../ports/scope.ts';
import type { CgroupContext } from '../cgroup/context.ts';
import { supervise } from '../cgroup/supervise.ts';
import { systemdEntry } from './entry.ts';
import type { UnitPlace } from './folders.ts';
import type { AppliedLimits } from './limits.ts';
import type { ManagerFlag } from './run.ts';

/** A unit that is there, with its limits in force. */
export interface MadeUnit {
  readonly kind: ScopeKind;
  readonly name: string;
  readonly unit: string;
  readonly manager: ManagerFlag;
  readonly place: UnitPlace;
  readonly limits: AppliedLimits;
  readonly keeper: HeldProcess;
  /** Takes the unit away again. */
  readonly remove: () => Promise<void>;
}

type Hands = Pick<CgroupContext, 'files' | 'clock' | 'signals'>;

/** The unit as others see it. */
export const systemdScope = (context: Hands, made: MadeUnit): Scope => {
  const { kind, name, unit, manager, place, limits, keeper } = made;
  const { applied, disk, warnings } = limits;
  const { counters, processes, reclaim, kill, end } = supervise(context, place.folders, {
    device: disk?.id,
    keeper: keeper.pid,
  });
  let isRemoved = false;
  return {
    kind,
    name,
    place: unit,
    applied,
    warnings,
    entry: systemdEntry(manager, unit, place.lines),
    counters: async () => {
      const read = await counters();
      const why = keeper.ended();
      return why === undefined
        ? read
        : failed({
            reason: 'evidence-missing',
            problem: `the process that keeps '${unit}' and its counters ended too early (${why}); something outside this program ended it`,
          });
    },
    processes,
    reclaim,
    kill,
    [Symbol.asyncDispose]: async () => {
      if (isRemoved) return;
      const ended = await end();
      try {
        await made.remove();
      } catch (error) {
        // What keeps a unit from being removed is then a process that is still there.
        if (ended.ok) throw error;
        throw new Error(renderFailure(ended.failure).message, { cause: error });
      }
      isRemoved = true;
    },
  };
};
