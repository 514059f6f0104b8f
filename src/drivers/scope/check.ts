import type { Failure, Miss } from '../../model/failure.ts';
import type { Case } from '../../model/plan.ts';
import type { Constraints } from '../../model/profile/profile.ts';
import { renderFailure } from '../../model/render-failure.ts';
import { neededControllers, scopeLimits } from '../../model/scope-limits.ts';
import type { BlockDevice, ScopeRequest } from '../../model/scope.ts';
import type { BlockDevices } from '../../ports/block-devices.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import type { ScopeMaker } from '../../ports/scope.ts';

/** What is asked whether scopes can be made. */
export interface CheckContext {
  readonly maker: ScopeMaker;
  readonly devices: BlockDevices;
}

const missesOf = (failure: Failure): readonly Miss[] => {
  if (failure.reason === 'missing-requirements') return failure.misses;
  const { message, hint } = renderFailure(failure);
  return [{ what: message, remedy: hint ?? 'put the model on a local disk' }];
};

const unlike = <Value>(values: readonly Value[]): readonly Value[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

/** A device that was not found cannot be capped. */
const withoutCaps = (constraints: Constraints): Constraints => ({
  ...constraints,
  ...(constraints.io === undefined ? {} : { io: {} }),
});

/** The volume of the run's own is not there yet; that it will be one of these is all that matters. */
const volumeDevice: BlockDevice = { id: '7:0', path: '/dev/loop0' };

interface Checked {
  readonly requests: readonly ScopeRequest[];
  readonly misses: readonly Miss[];
}

const requestOf = (
  { constraints }: Case,
  model: HeldFile,
  device: BlockDevice | undefined,
): Checked => {
  const capped = constraints.volume === undefined ? device : volumeDevice;
  const limits =
    capped === undefined
      ? scopeLimits(withoutCaps(constraints), model.bytes)
      : scopeLimits(constraints, model.bytes, capped);
  if (!limits.ok) {
    const { path, message, hint } = limits.failure;
    return {
      requests: [],
      misses: [{ what: `${path}: ${message}`, remedy: hint ?? 'use another level' }],
    };
  }
  const controllers = neededControllers(constraints);
  return {
    requests: [{ name: 'emulate-check', limits: limits.value, controllers }],
    misses: [],
  };
};

/** What this host lacks for the scopes of all cases, each thing once. */
export const checkScopes = async (
  { maker, devices }: CheckContext,
  cases: readonly Case[],
  model: HeldFile,
): Promise<readonly Miss[]> => {
  const needsDevice = cases.some(
    ({ constraints: { io, volume } }) => io !== undefined && volume === undefined,
  );
  const chain = needsDevice ? await devices.ofFile(model.path) : undefined;
  const misses: Miss[] = chain?.ok === false ? [...missesOf(chain.failure)] : [];
  const device = chain?.ok === true ? chain.value.device : undefined;
  const checked = cases.map((each) => requestOf(each, model, device));
  misses.push(...checked.flatMap((each) => each.misses));
  for (const request of unlike(checked.flatMap(({ requests }) => requests)))
    misses.push(...(await maker.check(request)));
  return unlike(misses);
};
