import { failed } from '../../../model/result.ts';
import type { ScopeKind } from '../../../model/scope.ts';
import type { HeldProcess } from '../../../ports/held-process.ts';
import type { Scope } from '../../../ports/scope.ts';
import type { CgroupContext } from '../cgroup/context.ts';
import { processesIn } from '../cgroup/kill.ts';
import { supervise } from '../cgroup/supervise.ts';
import { systemdEntry } from './entry.ts';
import type { UnitPlace } from './folders.ts';
import type { AppliedLimits } from './limits.ts';
import type { ManagerFlag } from './run.ts';
import { waitFor } from '../cgroup/wait.ts';

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

/** A killed process that waits for a slow or capped device is gone only when its reads have ended. */
const killLimitMs = 60_000;

/** The kernel's own `cgroup.kill` would end the keeper, too, and with it the counters. */
const killWorkload = async (
  { files, clock, signals }: Hands,
  { unit, place, keeper }: MadeUnit,
): Promise<void> => {
  let left: readonly number[] = [];
  const gone = await waitFor(clock, killLimitMs, async () => {
    left = (await processesIn(files, place.folders)).filter((pid) => pid !== keeper.pid);
    for (const pid of left) signals.kill(pid);
    return left.length === 0 ? true : undefined;
  });
  if (gone === undefined)
    throw new Error(
      `processes ${left.join(', ')} in '${unit}' are still there ${killLimitMs / 1000} s after they were killed`,
    );
};

/** The unit as others see it. */
export const systemdScope = (context: Hands, made: MadeUnit): Scope => {
  const { kind, name, unit, manager, place, limits, keeper } = made;
  const { applied, disk, warnings } = limits;
  const { counters, processes, reclaim } = supervise(context, place.folders, disk?.id);
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
      const end = keeper.ended();
      return end === undefined
        ? read
        : failed({
            reason: 'evidence-missing',
            problem: `the process that keeps '${unit}' and its counters ended too early (${end}); something outside this program ended it`,
          });
    },
    processes: async () => (await processes()).filter((pid) => pid !== keeper.pid),
    reclaim,
    kill: () => killWorkload(context, made),
    [Symbol.asyncDispose]: async () => {
      if (isRemoved) return;
      try {
        await killWorkload(context, made);
      } finally {
        await made.remove();
      }
      isRemoved = true;
    },
  };
};
