import { createBackgroundDriver } from '../drivers/background/driver.ts';
import { createPageCacheDriver } from '../drivers/page-cache/driver.ts';
import { createScopeDriver } from '../drivers/scope/driver.ts';
import { createStartDriver } from '../drivers/start/driver.ts';
import { createTierPager, type TierPagerContext } from '../drivers/tier-pager/driver.ts';
import { createVolumeDriver } from '../drivers/volume/driver.ts';
import { openVolume } from '../drivers/volume/open-volume.ts';
import { LeaseStack } from '../engine/lease-stack.ts';
import { sweepInput, type SweepInput } from '../engine/sweep-inputs.ts';
import type { Observer } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import type { Case } from '../model/plan.ts';
import type { WorkloadSpec } from '../model/profile/profile.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { ScopeKind } from '../model/scope.ts';
import type { ConstraintDriver, HeldFile } from '../ports/constraint.ts';
import { chooseScope, needsScope } from './choose-scope.ts';
import type { HostPorts } from './host-ports.ts';
import { plannedVolume } from './planned-volume.ts';

/** What is to be constrained, and how. */
export interface CompositionRequest {
  readonly cases: readonly Case[];
  readonly model: HeldFile;
  /** Of the model; taken when it is needed and absent. */
  readonly sha256?: string;
  /** Tells this sweep from every other one on the machine; letters, digits and dashes. */
  readonly name: string;
  /** The kind of scope that the user insists on. */
  readonly scope?: ScopeKind;
  readonly dropGlobal: boolean;
  /** What every run is to start from; nothing but what constraints need when absent. */
  readonly start?: WorkloadSpec['start'];
  /** The tier pager, without which nothing of a workload's steps is seen; absent where no case has a tier. */
  readonly tier?: Omit<TierPagerContext, 'files'>;
  /** Longest time that a workload may run; absent when nothing limits it. */
  readonly runLimitMs?: number;
  readonly observe: Observer;
  readonly signal: AbortSignal;
}

/** The mechanisms of a plan, in the order in which their leases are taken; leaving the block removes what they share. */
export interface Composition extends AsyncDisposable {
  readonly drivers: readonly ConstraintDriver[];
  /** Files that were made for the runs and must stay what they are. */
  readonly inputs: readonly SweepInput[];
  /** What makes the scopes; absent where no case needs one. */
  readonly scope?: ScopeKind;
}

const evictsBefore = ({ constraints }: Case): boolean =>
  constraints.pageCache?.before === 'each-run';

const makeVolumeDriver = async (
  { cases, model, sha256, name, observe, signal }: CompositionRequest,
  ports: HostPorts,
  stack: LeaseStack,
): Promise<Result<Pick<Composition, 'drivers' | 'inputs'>, Failure>> => {
  const planned = plannedVolume(cases);
  if (planned === undefined) return success({ drivers: [], inputs: [] });
  const step = 'make a volume for the model';
  observe({ kind: 'step-began', step });
  const volume = await openVolume(
    {
      ...{ ...planned, model, signal, name: `emulate-${name}` },
      ...(sha256 === undefined ? {} : { sha256 }),
    },
    {
      ...ports,
      warn: (message) => {
        observe({ kind: 'warning', message });
      },
    },
  );
  if (!volume.ok) return volume;
  stack.hold('volume', volume.value);
  for (const message of volume.value.warnings) observe({ kind: 'warning', message });
  observe({ kind: 'step-ended', step, detail: volume.value.device.path });
  const { facts, model: copy } = volume.value;
  const input = await sweepInput(ports.files, {
    what: 'the copy of the model',
    path: copy.path,
    sha256: facts.sha256,
  });
  if (!input.ok) return input;
  return success({
    drivers: [createVolumeDriver({ volume: volume.value, devices: ports.devices })],
    inputs: [input.value],
  });
};

/**
 * Puts together the mechanisms that some case needs, the one place where they meet the machine: a
 * volume is the ground of the others; a scope must be there before pages are taken from it; what a run
 * starts from is seen last.
 */
export const compose = async (
  request: CompositionRequest,
  ports: HostPorts,
): Promise<Result<Composition, Failure>> => {
  const { cases, dropGlobal, name, observe, runLimitMs, signal, start, tier } = request;
  const warn = (message: string): void => {
    observe({ kind: 'warning', message });
  };
  const { clock, controlFiles, devices, files, pageCache, probe } = ports;
  if (dropGlobal && !cases.some(evictsBefore))
    return failed({
      reason: 'invalid-option',
      option: '--drop-global',
      expected: 'a profile with pageCache.before: each-run',
      got: 'one without',
    });
  const stack = new LeaseStack(warn);
  let isComplete = false;
  try {
    const maker = needsScope(cases) ? await chooseScope(request, ports) : undefined;
    if (maker?.ok === false) return maker;
    const volume = await makeVolumeDriver(request, ports, stack);
    if (!volume.ok) return volume;
    const drivers = [...volume.value.drivers];
    if (maker !== undefined) {
      const background = createBackgroundDriver({
        ...ports,
        maker: maker.value,
        ...{ name, signal, warn },
        ...(runLimitMs === undefined ? {} : { runLimitMs }),
      });
      stack.hold('background', background);
      drivers.push(
        createScopeDriver({ clock, devices, files: controlFiles, maker: maker.value }),
        background,
        createPageCacheDriver(clock),
      );
    }
    if (tier !== undefined) drivers.push(createTierPager({ ...tier, files }));
    const asked = start === undefined ? {} : { asked: start };
    drivers.push(createStartDriver({ pageCache, probe, dropGlobal, warn, signal, ...asked }));
    isComplete = true;
    return success({
      drivers,
      inputs: volume.value.inputs,
      ...(maker === undefined ? {} : { scope: maker.value.kind }),
      [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
    });
  } finally {
    if (!isComplete) await stack[Symbol.asyncDispose]();
  }
};
