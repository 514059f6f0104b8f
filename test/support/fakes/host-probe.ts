import type { HostFacts } from '../../../src/model/host-facts.ts';
import type { HostState } from '../../../src/model/run-record.ts';
import type { HostProbe } from '../../../src/ports/host-probe.ts';

/** A small quiet machine. */
export const createFakeHostProbe = (
  facts: Partial<HostFacts> = {},
  state: Partial<HostState> = {},
): HostProbe => ({
  facts: () =>
    Promise.resolve({
      hostname: 'bench',
      architecture: 'x86_64',
      kernel: '6.1.0',
      cpuModel: 'A processor',
      cpus: 2,
      physicalCores: 2,
      memoryBytes: 8 * 2 ** 30,
      pageBytes: 4096,
      nodeVersion: 'v20.20.0',
      ...facts,
    }),
  state: () =>
    Promise.resolve({
      utc: '2026-01-02T03:04:05.000Z',
      load1: 0.1,
      memoryAvailableBytes: 6 * 2 ** 30,
      ...state,
    }),
});
