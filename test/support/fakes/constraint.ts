import type { Failure, Miss } from '../../../src/model/failure.ts';
import { failed, success } from '../../../src/model/result.ts';
import type { Case } from '../../../src/model/plan.ts';
import type {
  ConstraintDriver,
  ConstraintLease,
  ConstraintRequest,
  HeldFile,
  LiveCounters,
  Observation,
} from '../../../src/ports/constraint.ts';
import type { Scope } from '../../../src/ports/scope.ts';

/** What a fake constraint does; everything else goes well. */
export interface FakeDriverOptions {
  readonly misses?: readonly Miss[];
  /** The cases that it has something to do in; all when absent. */
  readonly concerns?: (subject: Case) => boolean;
  /** Made for the leases after it and for the workload. */
  readonly scope?: Scope;
  readonly model?: HeldFile;
  readonly env?: Readonly<Record<string, string>>;
  readonly applied?: Readonly<Record<string, number>>;
  readonly live?: LiveCounters;
  readonly observation?: Partial<Observation>;
  readonly acquireFailure?: Failure;
  readonly observeFailure?: Failure;
  /** Thrown when the lease is released. */
  readonly releaseError?: string;
}

/** A driver that remembers what was done with it. */
export interface FakeDriver extends ConstraintDriver {
  readonly requests: readonly ConstraintRequest[];
  /** Leases that were acquired and not released: 0 when a test has ended. */
  held(): number;
}

/** A constraint in memory. `ledger` takes a line for each thing done, in order, over several drivers. */
export const createFakeDriver = (
  name: string,
  options: FakeDriverOptions = {},
  ledger: string[] = [],
): FakeDriver => {
  const requests: ConstraintRequest[] = [];
  let held = 0;
  const lease = (): ConstraintLease => ({
    applied: options.applied ?? {},
    env: options.env ?? {},
    ...(options.scope === undefined ? {} : { scope: options.scope }),
    ...(options.model === undefined ? {} : { model: options.model }),
    live: () => Promise.resolve(options.live),
    observe: () => {
      ledger.push(`observe ${name}`);
      const { observeFailure, observation } = options;
      return Promise.resolve(
        observeFailure === undefined
          ? success({ evidence: [], tests: [], warnings: [], ...observation })
          : failed(observeFailure),
      );
    },
    [Symbol.asyncDispose]: () => {
      ledger.push(`release ${name}`);
      held -= 1;
      return options.releaseError === undefined
        ? Promise.resolve()
        : Promise.reject(new Error(options.releaseError));
    },
  });
  return {
    name,
    requests,
    held: () => held,
    concerns: options.concerns ?? (() => true),
    check: () => Promise.resolve(options.misses ?? []),
    acquire: (request) => {
      requests.push(request);
      if (options.acquireFailure !== undefined)
        return Promise.resolve(failed(options.acquireFailure));
      ledger.push(`acquire ${name}`);
      held += 1;
      return Promise.resolve(success(lease()));
    },
  };
};
