import type { HostFacts } from '../model/host-facts.ts';
import type { MemoryRoom } from '../model/memory-room.ts';
import type { HostState } from '../model/run-record.ts';

/** Reads facts and state of the machine. */
export interface HostProbe {
  /** What does not change during a sweep; slow (it may call other programs). */
  facts(): Promise<HostFacts>;
  /** What does change; cheap, reads files only. */
  state(): Promise<HostState>;
  /** How much memory a program that is started now can take; undefined where nothing tells. */
  memory(): Promise<MemoryRoom | undefined>;
}
