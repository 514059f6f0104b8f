import type { Observer } from '../model/event.ts';
import type { ModelFacts } from '../model/model-facts.ts';
import type { Plan } from '../model/plan.ts';
import type { ActivityWatch } from '../ports/activity-watch.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConstraintDriver } from '../ports/constraint.ts';
import type { HostProbe } from '../ports/host-probe.ts';
import type { ProcessRunner } from '../ports/process-runner.ts';
import type { Workload } from '../ports/workload.ts';
import type { SweepInputs } from './sweep-inputs.ts';

/** Everything that a sweep acts on and through. */
export interface RunContext {
  /** Tells this sweep from every other one on the machine; letters, digits and dashes. */
  readonly name: string;
  readonly plan: Plan;
  readonly workload: Workload;
  readonly model: ModelFacts;
  /** The files that must stay what they were: the model and the workload itself. */
  readonly inputs: SweepInputs;
  readonly drivers: readonly ConstraintDriver[];
  readonly processes: ProcessRunner;
  readonly clock: Clock;
  readonly probe: HostProbe;
  readonly activity: ActivityWatch;
  readonly observe: Observer;
  /** What is doubtful about cases before they are run, by case: a warning of each of their runs. */
  readonly cautions?: ReadonlyMap<string, readonly string[]>;
  /** Aborted when the user wants the sweep to end. */
  readonly signal: AbortSignal;
}
