import type { Failure } from '../model/failure.ts';
import { success, type Result } from '../model/result.ts';
import type {
  ConstraintDriver,
  ConstraintLease,
  ConstraintRequest,
  HeldFile,
} from '../ports/constraint.ts';
import type { Scope } from '../ports/scope.ts';
import type { LeaseStack } from './lease-stack.ts';

/** The constraints in force for one run, in the order in which they were acquired. */
export interface Acquired {
  readonly leases: readonly ConstraintLease[];
  /** The model that the workload is to use: the one asked for, or a copy that a constraint made. */
  readonly model: HeldFile;
  readonly scope: Scope | undefined;
}

/**
 * Acquires every constraint that concerns the case, in the order of the drivers, and hands each on
 * what the earlier ones made. What was acquired before a failure is released by the stack.
 */
export const acquireLeases = async (
  drivers: readonly ConstraintDriver[],
  request: ConstraintRequest,
  stack: LeaseStack,
): Promise<Result<Acquired, Failure>> => {
  const leases: ConstraintLease[] = [];
  let { model, scope } = request;
  for (const driver of drivers.filter((each) => each.concerns(request.case))) {
    const lease = await driver.acquire({
      ...request,
      model,
      ...(scope === undefined ? {} : { scope }),
    });
    if (!lease.ok) return lease;
    stack.hold(driver.name, lease.value);
    leases.push(lease.value);
    model = lease.value.model ?? model;
    scope = lease.value.scope ?? scope;
  }
  return success({ leases, model, scope });
};

/**
 * An argument vector inside the constraints: it enters the scope first, and where the path of the
 * original model stands, as a whole argument or at the end of one such as `--filename=PATH`, it has
 * that of the copy.
 */
export const commandWithin = (
  { model, scope }: Acquired,
  command: readonly string[],
  original: HeldFile,
): readonly string[] => {
  const replaced = (argument: string): string =>
    argument === original.path || argument.endsWith(`=${original.path}`)
      ? `${argument.slice(0, argument.length - original.path.length)}${model.path}`
      : argument;
  const own = model.path === original.path ? command : command.map(replaced);
  return [...(scope?.entry ?? []), ...own];
};

/** What all leases add to the workload's environment. */
export const environmentOf = (
  leases: readonly ConstraintLease[],
): Readonly<Record<string, string>> =>
  Object.assign({}, ...leases.map((lease) => lease.env)) as Record<string, string>;

/** What was read back from everything in force. */
export const appliedBy = (leases: readonly ConstraintLease[]): Readonly<Record<string, number>> =>
  Object.assign({}, ...leases.map((lease) => lease.applied)) as Record<string, number>;
