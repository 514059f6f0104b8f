import type { Failure } from '../model/failure.ts';
import { planForModel } from '../model/plan/for-model.ts';
import type { Case, Plan } from '../model/plan.ts';
import { success, type Result } from '../model/result.ts';
import { neededControllers, scopeLimits } from '../model/scope-limits.ts';
import type { BlockDevice, ScopeKind } from '../model/scope.ts';
import type { BlockDevices } from '../ports/block-devices.ts';
import type { HeldFile } from '../ports/constraint.ts';
import type { ScopeMaker } from '../ports/scope.ts';
import { chooseScope } from './choose-scope.ts';
import type { HostPorts } from './host-ports.ts';
import { findModelPlace } from './model-place.ts';

/** What makes the scopes of a plan here, and what it would do for each case. */
export interface ScopePlan {
  readonly scope: ScopeKind;
  readonly cases: readonly { readonly id: string; readonly steps: readonly string[] }[];
}

/** Made with the volume, so its number is not known before. */
const volumeDevice: BlockDevice = { id: '7:N', path: '/dev/loopN' };

const deviceFor = async (
  { constraints: { io, volume } }: Case,
  model: HeldFile,
  devices: BlockDevices,
): Promise<Result<BlockDevice | undefined, Failure>> => {
  if (io === undefined) return success(undefined);
  if (volume !== undefined) return success(volumeDevice);
  const chain = await devices.ofFile(model.path);
  return chain.ok ? success(chain.value.device) : chain;
};

const stepsOf = async (
  subject: Case,
  model: HeldFile,
  maker: ScopeMaker,
  devices: BlockDevices,
): Promise<Result<readonly string[], Failure>> => {
  const device = await deviceFor(subject, model, devices);
  if (!device.ok) return device;
  const limits = scopeLimits(subject.constraints, model.bytes, device.value);
  if (!limits.ok)
    return { ok: false, failure: { reason: 'invalid-profile', problems: [limits.failure] } };
  const needed = neededControllers(subject.constraints);
  const controllers = needed.includes('memory') ? needed : (['memory', ...needed] as const);
  return success(maker.describe({ name: 'emulate-RUN', limits: limits.value, controllers }));
};

/** What would be done to this host for the scopes of a plan that needs some. Changes nothing. */
export const planScopes = async (
  plan: Plan,
  given: HeldFile,
  scope: ScopeKind | undefined,
  hostPorts: HostPorts,
): Promise<Result<ScopePlan, Failure>> => {
  const resolved = planForModel(plan, given.bytes);
  if (!resolved.ok) return resolved;
  const { model, devices } = await findModelPlace(given, hostPorts);
  const ports: HostPorts = { ...hostPorts, devices };
  const { cases } = resolved.value;
  const maker = await chooseScope(
    { cases, model, ...(scope === undefined ? {} : { scope }) },
    ports,
  );
  if (!maker.ok) return maker;
  const described: { id: string; steps: readonly string[] }[] = [];
  for (const each of cases.filter(({ constraints }) => neededControllers(constraints).length > 0)) {
    const steps = await stepsOf(each, model, maker.value, ports.devices);
    if (!steps.ok) return steps;
    described.push({ id: each.id, steps: steps.value });
  }
  return success({ scope: maker.value.kind, cases: described });
};

/** The same as text. */
export const renderScopePlan = ({ scope, cases }: ScopePlan): string =>
  [
    `What is done on this host for each run (scope: ${scope}; RUN stands for the run's own name)`,
    ...cases.flatMap(({ id, steps }) => [`  ${id}`, ...steps.map((step) => `    ${step}`)]),
    '',
  ].join('\n');
