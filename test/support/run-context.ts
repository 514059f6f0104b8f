import type { RunContext } from '../../src/engine/run-context.ts';
import { success } from '../../src/model/result.ts';
import { createFakeActivityWatch } from './fakes/activity-watch.ts';
import { createFakeClock } from './fakes/clock.ts';
import { createFakeHostProbe } from './fakes/host-probe.ts';
import { createFakeProcessRunner } from './fakes/process-runner.ts';
import { createFakeWorkload } from './fakes/workload.ts';
import { makeModelFacts, makePlan } from './factory.ts';

/** A sweep over fakes, in which everything goes well; a test states only what it is about. */
export const makeRunContext = (overrides: Partial<RunContext> = {}): RunContext => ({
  name: 'test',
  plan: makePlan(),
  workload: createFakeWorkload(),
  model: makeModelFacts(),
  inputs: { check: () => Promise.resolve(success([])) },
  drivers: [],
  processes: createFakeProcessRunner(() => ({})),
  clock: createFakeClock(),
  probe: createFakeHostProbe(),
  activity: createFakeActivityWatch(),
  observe: () => undefined,
  signal: new AbortController().signal,
  ...overrides,
});
