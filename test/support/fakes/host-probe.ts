import type { HostFacts } from '../../../src/model/host-facts.ts';
import type { HostState } from '../../../src/model/run-record.ts';
import type { HostProbe } from '../../../src/ports/host-probe.ts';
import { makeHostFacts, makeHostState } from '../factory.ts';

/** A small quiet machine. */
export const createFakeHostProbe = (
  facts: Partial<HostFacts> = {},
  state: Partial<HostState> = {},
): HostProbe => ({
  facts: () => Promise.resolve(makeHostFacts(facts)),
  state: () => Promise.resolve(makeHostState(state)),
});
