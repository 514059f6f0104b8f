import { parse, stringify } from 'yaml';
import { renderPlan } from '../../../src/model/plan/render-plan.ts';
import { expandPlan } from '../../../src/model/plan/expand.ts';
import { parseCpuList } from '../../../src/model/cpu-list.ts';
import { findParameter } from '../../../src/model/profile/parameters.ts';
import { parseProfile } from '../../../src/model/profile/parse-profile.ts';
import type { Profile } from '../../../src/model/profile/profile.ts';
import { parseQuantity } from '../../../src/model/units.ts';
import type { Chance } from '../chance.ts';
import { makeYaml } from '../make-yaml.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateText } from '../mutate-text.ts';
import { mutateValue } from '../mutate-value.ts';
import { insist, insistClean, insistFailure, insistNumbers } from '../properties.ts';
import { readSamples, textOf } from '../samples.ts';
import type { LoadTarget } from '../target.ts';

/** A level says what was written, and means what was written. */
const insistLevels = (profile: Profile): void => {
  for (const { parameter, levels } of profile.sweeps)
    for (const { text, value, ofModel } of levels) {
      const dimension = findParameter(parameter)?.dimension ?? 'count';
      const again = parseQuantity(
        ofModel === true ? 'share' : dimension,
        text.replace(/ *of +model$/, ''),
      );
      insist(again.ok && again.value === value, `${parameter}: '${text}' is ${value}`);
    }
};

/** What is made of every profile before anything is measured. */
export const insistProfile = (profile: Profile): void => {
  insistNumbers(profile);
  insistLevels(profile);
  insist(/^[a-z0-9-]{1,64}$/.test(profile.name), `the name is ${JSON.stringify(profile.name)}`);
  insist(parseCpuList(profile.constraints.cpu?.affinity ?? '').length < 100_000, 'processors');
  insistClean(profile.title);
  const rounds = Math.min(profile.workload.rounds, 2);
  const plan = expandPlan(profile, { seed: 1, quick: true, rounds });
  if (plan.ok) renderPlan(plan.value);
  else insistFailure(plan.failure);
};

export const loadProfiles: LoadTarget = async () => {
  const samples = [
    ...(await readSamples('profiles/', '.yaml')),
    ...(await readSamples('test/fixtures/profiles/valid/', '.yaml')),
    ...(await readSamples('test/fixtures/profiles/invalid/', '.yaml')),
  ];
  const values: readonly unknown[] = (await readSamples('profiles/', '.yaml')).map(
    (text) => parse(text) as unknown,
  );
  const make = (chance: Chance): Uint8Array | string => {
    switch (chance.below(8)) {
      case 0:
        return mutateBytes(chance, Buffer.from(chance.pick(samples)));
      case 1:
      case 2:
        return mutateText(chance, chance.pick(samples));
      case 3:
        return makeYaml(chance);
      case 4:
        return stringify(mutateValue(chance, chance.pick(values)), {
          aliasDuplicateObjects: chance.oneIn(2),
        });
      default:
        return JSON.stringify(mutateValue(chance, chance.pick(values)));
    }
  };
  return {
    name: 'profile',
    make: (chance) => ({ 'profile.yaml': make(chance) }),
    check: (input) => {
      const profile = parseProfile(textOf(input['profile.yaml']), 'profile.yaml');
      if (profile.ok) {
        insistProfile(profile.value);
        return 'taken';
      }
      insistFailure(profile.failure);
      if (profile.failure.reason === 'invalid-profile')
        for (const { message, hint = '', path } of profile.failure.problems)
          for (const text of [message, hint, path]) insistClean(text);
      return 'refused';
    },
  };
};
