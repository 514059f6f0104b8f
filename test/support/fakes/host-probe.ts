import type { HostFacts } from '../../../src/model/host-facts.ts';
import type { MemoryRoom } from '../../../src/model/memory-room.ts';
import type { HostState } from '../../../src/model/run-record.ts';
import type { HostProbe } from '../../../src/ports/host-probe.ts';
import { makeHostFacts, makeHostState } from '../factory.ts';

/** A small quiet machine. */
export const createFakeHostProbe = (
  facts: Partial<HostFacts> = {},
  state: Partial<HostState> = {},
  room: MemoryRoom | undefined = { availableBytes: 6 * 2 ** 30 },
): HostProbe => ({
  facts: () => Promise.resolve(makeHostFacts(facts)),
  state: () => Promise.resolve(makeHostState(state)),
  memory: () => Promise.resolve(room),
});
