import type { CgroupContext } from '../../src/drivers/scope/cgroup/context.ts';
import type { ScopeRequest } from '../../src/model/scope.ts';
import { createFakeControlFiles, ownPid, type FakeControlFiles } from './fakes/control-files.ts';
import { createFakeJournal, type FakeJournal } from './fakes/journal.ts';
import { createFakeProcessSignals, type FakeProcessSignals } from './fakes/process-signals.ts';
import { createTickingClock, type TickingClock } from './fakes/ticking-clock.ts';
import { whileTimePasses } from './while-time-passes.ts';

/** Everything that a maker of control groups is given, in memory. */
export interface ScopeRig {
  readonly files: FakeControlFiles;
  readonly journal: FakeJournal;
  readonly signals: FakeProcessSignals;
  readonly clock: TickingClock;
  readonly context: CgroupContext;
  /** Waits for something that may wait for the clock. */
  readonly await: <Value>(waiting: PromiseLike<Value>) => Promise<Value>;
}

/** A machine without swap. */
export const makeScopeRig = (
  options: Parameters<typeof createFakeControlFiles>[0] = {},
): ScopeRig => {
  const files = createFakeControlFiles(options);
  files.put('/proc/meminfo', 'MemTotal:       24684084 kB\nSwapTotal:             0 kB');
  const journal = createFakeJournal();
  const signals = createFakeProcessSignals(files);
  const clock = createTickingClock();
  return {
    files,
    journal,
    signals,
    clock,
    context: { files, journal, signals, clock, pid: ownPid },
    await: (waiting) => whileTimePasses(clock, waiting),
  };
};

export const vda = { id: '254:0', path: '/dev/vda' };

/** A request for nothing. */
export const request = (parts: Partial<ScopeRequest> = {}): ScopeRequest => ({
  name: 'emulate-1',
  limits: {},
  controllers: [],
  ...parts,
});

/** Gives a machine swap. */
export const addSwap = (files: FakeControlFiles): void => {
  files.put('/proc/meminfo', 'SwapTotal:       1048576 kB');
};
