import type { Manifest, RecordedOptions } from '../manifest.ts';
import type { Plan } from '../plan.ts';
import { compareModels, comparePrograms, compareProfiles } from '../resume/differences.ts';
import { shardsIn, type MergeSource } from './source.ts';
import { findUnlikeness, type Unlikeness } from './unlike-hosts.ts';

/** Parts of a plan beside its profile that all its shards share, by the words for them. */
const shared = [
  ['seed', ({ seed }) => seed],
  ['tests', ({ tests }) => tests],
  ['cases', ({ cases }) => cases],
  ['design', ({ design }) => design],
] as const satisfies readonly (readonly [string, (plan: Plan) => unknown])[];

const countShards = (source: MergeSource): number => shardsIn(source)[0]?.facts.of ?? 1;

const textOf = (value: unknown): string => {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined || text.length > 60 ? 'another one' : text;
};

const comparePlans = (one: Plan, other: Plan): readonly Unlikeness[] =>
  shared.flatMap(([what, partOf]) =>
    JSON.stringify(partOf(one)) === JSON.stringify(partOf(other))
      ? []
      : [{ what, one: textOf(partOf(one)), other: textOf(partOf(other)) }],
  );

/** Options that change a profile. */
const changing = ['quick', 'set', 'sweep', 'rounds', 'max-rounds', 'half-width', 'gate'] as const;

const optionText = (value: RecordedOptions[(typeof changing)[number]]): string =>
  value === undefined || (Array.isArray(value) && value.length === 0) ? 'none' : String(value);

const compareOptions = (one: Manifest, other: Manifest): readonly Unlikeness[] =>
  changing.flatMap((name) => {
    const texts = {
      one: optionText(one.options?.[name]),
      other: optionText(other.options?.[name]),
    };
    return texts.one === texts.other ? [] : [{ what: `--${name}`, ...texts }];
  });

/** Where two profiles differ: as they were written, and by the options that changed them. */
const compareProfilesOf = (one: Manifest, other: Manifest): readonly Unlikeness[] => {
  if (JSON.stringify(one.plan.profile) === JSON.stringify(other.plan.profile)) return [];
  const found = [
    ...compareProfiles(one.profileText, other.profileText).map(({ what, recorded, now }) => ({
      what,
      one: recorded,
      other: now,
    })),
    ...compareOptions(one, other),
  ];
  return found.length === 0 ? [{ what: 'profile', one: '', other: '' }] : found;
};

const compareMade = (one: Manifest, other: Manifest): readonly Unlikeness[] => [
  ...(one.toolVersion === other.toolVersion
    ? []
    : [{ what: 'version of emulate', one: one.toolVersion, other: other.toolVersion }]),
  ...[
    ...compareModels(one.model, other.model),
    ...comparePrograms(one.workload, other.workload),
  ].map(({ what, recorded, now }) => ({ what, one: recorded, other: now })),
];

/** Two values, or only that they differ where they are too long to be read. */
const describe = ({ what, one, other }: Unlikeness): string =>
  one === other ? what : `${what} ('${other}', not '${one}')`;

/** Why two folders do not hold parts of the same measurement; empty where they do. */
export const compareSources = (first: MergeSource, other: MergeSource): readonly string[] => {
  const [of, ofOther] = [countShards(first), countShards(other)];
  const differences = [
    ...compareProfilesOf(first.manifest, other.manifest),
    ...comparePlans(first.manifest.plan, other.manifest.plan),
    ...(of === ofOther
      ? []
      : [{ what: 'number of shards', one: String(of), other: String(ofOther) }]),
    ...compareMade(first.manifest, other.manifest),
  ];
  return differences.length === 0
    ? []
    : [`${other.folder} differs from ${first.folder} in: ${differences.map(describe).join('; ')}`];
};

/** How the machines of a folder are unlike the first of another; empty where they are alike. */
export const compareHostsOf = (first: MergeSource, other: MergeSource): readonly string[] => {
  const one = shardsIn(first)[0]?.facts;
  if (one === undefined) return [];
  return shardsIn(other).flatMap(({ facts }) => {
    const unlike = findUnlikeness(one, facts);
    return unlike.length === 0
      ? []
      : [
          `${other.folder} was measured on '${facts.host.hostname}', unlike '${one.host.hostname}' of ${first.folder}: ${unlike.map(describe).join('; ')}`,
        ];
  });
};
