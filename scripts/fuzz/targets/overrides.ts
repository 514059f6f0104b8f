import { parameters } from '../../../src/model/profile/parameters.ts';
import { parseProfile } from '../../../src/model/profile/parse-profile.ts';
import type { Chance } from '../chance.ts';
import { hostileNumbers, hostileTexts } from '../hostile-words.ts';
import { mutateText } from '../mutate-text.ts';
import { insistClean, insistFailure } from '../properties.ts';
import { readSample, textOf } from '../samples.ts';
import type { LoadTarget } from '../target.ts';
import { insistProfile } from './profile.ts';

const names: readonly string[] = [
  ...parameters.map(({ path }) => path),
  ...['workload.rounds', 'workload.prompt', 'requirements', 'constraints', 'constraints.tier'],
  ...['tier.readLatency.p99.9', 'tier', 'workload', 'tier.__proto__.x', '..', 'tier.', '.', 'name'],
];

const values = (chance: Chance): string =>
  Array.from({ length: 1 + chance.below(4) }, () =>
    chance.pick(chance.oneIn(3) ? hostileNumbers : hostileTexts),
  ).join(',');

const option = (chance: Chance): string => {
  const text = `${chance.pick(chance.oneIn(5) ? hostileTexts : names)}=${values(chance)}`;
  return chance.oneIn(3) ? mutateText(chance, text) : text;
};

/** Options are kept as JSON, for they may hold line breaks. */
const options = (chance: Chance): string =>
  JSON.stringify(Array.from({ length: chance.below(4) }, () => option(chance)));

const readOptions = (part: Uint8Array | string | undefined): readonly string[] =>
  JSON.parse(textOf(part)) as readonly string[];

export const loadOverrides: LoadTarget = async () => {
  const text = await readSample('profiles/hbf-50gbps.yaml');
  return {
    name: 'overrides',
    make: (chance) => ({ set: options(chance), sweep: options(chance) }),
    check: (input) => {
      const set = readOptions(input['set']);
      const sweep = readOptions(input['sweep']);
      const profile = parseProfile(text, 'profile.yaml', { set, sweep });
      if (profile.ok) {
        insistProfile(profile.value);
        return 'taken';
      }
      insistFailure(profile.failure);
      if (profile.failure.reason === 'invalid-profile')
        for (const { message, hint = '' } of profile.failure.problems)
          for (const each of [message, hint]) insistClean(each);
      return 'refused';
    },
  };
};
