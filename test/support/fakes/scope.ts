import { expect, onTestFinished } from 'vitest';
import type { Failure, Miss } from '../../../src/model/failure.ts';
import { failed, success, type Result } from '../../../src/model/result.ts';
import type { ScopeKind, ScopeLimits, ScopeRequest } from '../../../src/model/scope.ts';
import type { Bytes } from '../../../src/model/units.ts';
import type { Scope, ScopeCounters, ScopeMaker } from '../../../src/ports/scope.ts';

/** What a fake scope does; everything else goes well. */
export interface FakeScopeOptions {
  readonly kind?: ScopeKind;
  /** What is counted when it is made; all zero when absent. */
  readonly counters?: ScopeCounters;
  /** Its counters cannot be read from the start. */
  readonly countersFailure?: Failure;
  /** Awaited before its processes are told. */
  readonly delay?: () => Promise<void>;
  /** Added to the limits that are read back. */
  readonly applied?: Readonly<Record<string, number>>;
  /** How much of what is asked really leaves; all when absent. */
  readonly reclaim?: (bytes: Bytes) => Promise<Result<Bytes, Failure>>;
  /** Why its processes do not end when they are killed; they do when absent. */
  readonly killFailure?: Failure;
  /** Thrown when it is disposed of. */
  readonly disposeError?: string;
}

/** A scope in memory: its counters and processes are what the test says. */
export interface FakeScope extends Scope {
  readonly request: ScopeRequest;
  /** What was done with it, in order: `reclaim 1048576`, `kill`, `dispose`. */
  readonly calls: readonly string[];
  /** Counters that change; the others stay. */
  count(counters: ScopeCounters): void;
  /** From now on these, and no others. */
  countOnly(counters: ScopeCounters): void;
  /** From now on its counters cannot be read. */
  failCounters(failure: Failure): void;
  setProcesses(pids: readonly number[]): void;
}

/** What every fake scope counts in the beginning. */
const noCounts: ScopeCounters = {
  memoryBytes: 0,
  memoryPeakBytes: 0,
  anonymousBytes: 0,
  fileBytes: 0,
  mappedFileBytes: 0,
  swapBytes: 0,
  limitHits: 0,
  oomKills: 0,
  refaultedBytes: 0,
  majorFaults: 0,
  readBytes: 0,
  readOperations: 0,
  memoryPressureNs: 0,
  ioPressureNs: 0,
};

const appliedOf = ({ memoryMax, swapMax, io }: ScopeLimits): Readonly<Record<string, number>> => ({
  ...(memoryMax === undefined ? {} : { 'memory.max': memoryMax }),
  ...(swapMax === undefined ? {} : { 'memory.swap': swapMax }),
  ...(io?.readBandwidth === undefined ? {} : { 'io.readBandwidth': io.readBandwidth }),
  ...(io?.readIops === undefined ? {} : { 'io.readIops': io.readIops }),
});

const makeScope = (
  request: ScopeRequest,
  options: FakeScopeOptions,
  onDispose: () => void,
): FakeScope => {
  const calls: string[] = [];
  let counters: Result<ScopeCounters, Failure> =
    options.countersFailure === undefined
      ? success(options.counters ?? noCounts)
      : failed(options.countersFailure);
  let processes: readonly number[] = [];
  return {
    request,
    calls,
    kind: options.kind ?? 'cgroup-v2',
    name: request.name,
    place: `/sys/fs/cgroup/${request.name}`,
    applied: { ...appliedOf(request.limits), ...options.applied },
    entry: ['enter', request.name],
    counters: () => Promise.resolve(counters),
    processes: async () => {
      await options.delay?.();
      return processes;
    },
    reclaim: (bytes) => {
      calls.push(`reclaim ${bytes}`);
      return options.reclaim?.(bytes) ?? Promise.resolve(success(bytes));
    },
    kill: () => {
      calls.push('kill');
      if (options.killFailure !== undefined) return Promise.resolve(failed(options.killFailure));
      processes = [];
      return Promise.resolve(success(undefined));
    },
    count: (changed) => {
      if (counters.ok) counters = success({ ...counters.value, ...changed });
    },
    countOnly: (only) => {
      counters = success(only);
    },
    failCounters: (failure) => {
      counters = failed(failure);
    },
    setProcesses: (pids) => {
      processes = pids;
    },
    [Symbol.asyncDispose]: () => {
      if (!calls.includes('dispose')) onDispose();
      calls.push('dispose');
      processes = [];
      return options.disposeError === undefined
        ? Promise.resolve()
        : Promise.reject(new Error(options.disposeError));
    },
  };
};

/** A scope by itself; the test fails when it is left open. */
export const createFakeScope = (
  options: FakeScopeOptions = {},
  request: ScopeRequest = { name: 'emulate-test', limits: {}, controllers: [] },
): FakeScope => {
  let isOpen = true;
  onTestFinished(() => {
    expect(isOpen, `the scope ${request.name} is left open`).toBe(false);
  });
  return makeScope(request, options, () => {
    isOpen = false;
  });
};

/** What a fake maker does besides. */
export interface FakeScopeMakerOptions extends FakeScopeOptions {
  readonly misses?: (request: ScopeRequest) => readonly Miss[];
  readonly openFailure?: Failure;
}

/** A maker that remembers what was asked of it. */
export interface FakeScopeMaker extends ScopeMaker {
  /** Requests that were checked. */
  readonly checked: readonly ScopeRequest[];
  /** Every scope that it made, in order. */
  readonly scopes: readonly FakeScope[];
}

/** Makes scopes in memory; the test fails when one is left open. */
export const createFakeScopeMaker = (options: FakeScopeMakerOptions = {}): FakeScopeMaker => {
  const checked: ScopeRequest[] = [];
  const scopes: FakeScope[] = [];
  return {
    kind: options.kind ?? 'cgroup-v2',
    checked,
    scopes,
    check: (request) => {
      checked.push(request);
      return Promise.resolve(options.misses?.(request) ?? []);
    },
    describe: (request) => [`make ${request.name}`],
    open: (request) => {
      if (options.openFailure !== undefined) return Promise.resolve(failed(options.openFailure));
      const scope = createFakeScope(options, request);
      scopes.push(scope);
      return Promise.resolve(success(scope));
    },
  };
};
