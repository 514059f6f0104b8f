import { dirname } from 'node:path';
import { createBackgroundDriver } from '../drivers/background/driver.ts';
import { checkVolume } from '../drivers/volume/check.ts';
import { checkMemory, holdsWeights, preflight } from '../engine/preflight.ts';
import type { Failure, Miss } from '../model/failure.ts';
import { findEvictingConstraint } from '../model/page-cache/evicting-constraint.ts';
import { planForModel } from '../model/plan/for-model.ts';
import type { Plan } from '../model/plan.ts';
import { renderFailure } from '../model/render-failure.ts';
import type { Result } from '../model/result.ts';
import type { ScopeKind } from '../model/scope.ts';
import type { HeldFile } from '../ports/constraint.ts';
import type { ScopeMaker } from '../ports/scope.ts';
import { chooseScopeFrom, findScopeMakers, needsScope } from './choose-scope.ts';
import type { HostPorts } from './host-ports.ts';
import { findModelPlace } from './model-place.ts';
import { plannedVolume, type PlannedVolume } from './planned-volume.ts';
import { checkPlanByCalibration, loadCalibration } from './saved-calibration.ts';
import { tryEviction } from './try-eviction.ts';

/** What of a plan a host cannot enforce, in a word, and what it lacks for it. */
export interface Lack {
  /**
   * `values`: they make no sense for the model; `speed`: beyond what the tier delivers here, by its
   * calibration; `room`: too little memory for the weights; else the mechanism.
   */
  readonly part: 'values' | 'speed' | 'room' | 'scope' | 'volume' | 'background' | 'start';
  readonly misses: readonly Miss[];
}

/** Whether a host can enforce a plan. */
export interface Enforceability {
  /** Empty where it can. */
  readonly lacks: readonly Lack[];
  /** What makes the scopes; absent where none is needed, or none can be made. */
  readonly scope?: ScopeKind;
}

/** Asks the host about a plan. `profile` is its name or file, as the user gave it. */
export type AskHost = (plan: Plan, profile: string) => Promise<Enforceability>;

const missesOf = (result: Result<unknown, Failure>): readonly Miss[] => {
  if (result.ok) return [];
  const { failure } = result;
  if (failure.reason === 'missing-requirements') return failure.misses;
  if (failure.reason === 'invalid-profile')
    return failure.problems.map(({ path, message, hint = 'use another value' }) => ({
      what: `${path}: ${message}`,
      remedy: hint,
    }));
  const { message, hint = '' } = renderFailure(failure);
  return [{ what: message, remedy: hint }];
};

/** Asks each question once. */
const remember = <Question, Answer>(ask: (question: Question) => Promise<Answer>) => {
  const answers = new Map<string, Promise<Answer>>();
  return (question: Question): Promise<Answer> => {
    const key = JSON.stringify(question);
    const answer = answers.get(key) ?? ask(question);
    answers.set(key, answer);
    return answer;
  };
};

const name = 'emulate-check';
const warn = (): void => undefined;

/** Whether runs begin without the model in memory. */
const evicts = ({ cases, profile: { workload } }: Plan): boolean =>
  workload.start === 'cold' ||
  cases.some((each) => findEvictingConstraint(each, each.constraints) !== undefined);

/**
 * Looks at this host once and answers, for any number of plans for one model, whether they can be
 * enforced here, by the checks that `run` makes before its first run. Changes nothing. What every plan
 * needs alike, llama-bench and a compiler, is not asked for. `model` need not be there yet.
 */
export const createHostQuestion = async (
  given: HeldFile,
  hostPorts: HostPorts,
  scope?: ScopeKind,
): Promise<AskHost> => {
  const { model, devices } = await findModelPlace(given, hostPorts);
  const ports: HostPorts = { ...hostPorts, devices };
  const makersOnce = remember(() => findScopeMakers(ports));
  const calibrationOnce = remember(loadCalibration);
  const room = remember(() => checkMemory(model.bytes, ports.probe, warn));
  // Where no file can be written beside the model, it is left to the run to find out.
  const eviction = remember(
    async (isCold: boolean) => (await tryEviction(dirname(model.path), isCold, ports)) ?? [],
  );
  const volume = remember((planned: PlannedVolume) =>
    checkVolume({ ...planned, model, name }, { ...ports, warn }),
  );
  const backgrounds = new Map<ScopeMaker, ReturnType<typeof createBackgroundDriver>>();
  const backgroundFor = (maker: ScopeMaker): ReturnType<typeof createBackgroundDriver> => {
    const driver =
      backgrounds.get(maker) ?? createBackgroundDriver({ ...ports, maker, name, warn });
    backgrounds.set(maker, driver);
    return driver;
  };

  return async (plan, profile) => {
    const { cases } = plan;
    const resolved = planForModel(plan, model.bytes);
    const calibration = await checkPlanByCalibration(plan, profile, () =>
      calibrationOnce(undefined),
    );
    const planned = plannedVolume(cases);
    const maker = needsScope(cases)
      ? await chooseScopeFrom(
          await makersOnce(undefined),
          {
            cases: resolved.ok ? resolved.value.cases : [],
            model,
            ...(scope === undefined ? {} : { scope }),
          },
          ports,
        )
      : undefined;
    const background = maker?.ok === true ? backgroundFor(maker.value) : undefined;
    const loaded = cases.filter((each) => background?.concerns(each));
    const lacks: readonly Lack[] = [
      {
        part: 'values',
        misses: [...missesOf(resolved), ...missesOf(await preflight(plan, [], undefined))],
      },
      { part: 'speed', misses: calibration.misses },
      { part: 'room', misses: holdsWeights(plan) ? await room(undefined) : [] },
      { part: 'scope', misses: maker === undefined ? [] : missesOf(maker) },
      { part: 'volume', misses: planned === undefined ? [] : await volume(planned) },
      {
        part: 'background',
        misses:
          background === undefined || loaded.length === 0
            ? []
            : await background.check(loaded, model),
      },
      {
        part: 'start',
        misses: evicts(plan) ? await eviction(plan.profile.workload.start === 'cold') : [],
      },
    ];
    return {
      lacks: lacks.filter(({ misses }) => misses.length > 0),
      ...(maker?.ok === true ? { scope: maker.value.kind } : {}),
    };
  };
};
