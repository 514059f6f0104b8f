import { describeAbout } from '../model/plan/estimate-text.ts';
import type { TimeEstimate } from '../model/plan/estimate.ts';
import { renderTextTable } from './text-table.ts';
import { textWidth, wrapText } from './text-width.ts';

/** A profile as it is listed. */
export interface ListedProfile {
  readonly name: string;
  readonly title: string;
  /** Parameters that it sweeps, each with the number of its levels. */
  readonly sweeps: readonly string[];
  readonly estimate: TimeEstimate;
  /** What of it this host cannot enforce, in a word each; empty where it can all of it. */
  readonly lacks: readonly string[];
}

/** Lines are no longer than this. */
const columns = 100;

const blanks = 2;

const hereOf = ({ lacks }: ListedProfile): string =>
  lacks.length === 0 ? 'yes' : `no: ${lacks.join(', ')}`;

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(textWidth));

const timesRestOn = (profiles: readonly ListedProfile[]): string => {
  const bases = new Set(profiles.map(({ estimate }) => estimate.basis));
  if (bases.has('rough'))
    return 'Times with the built-in model; rough, for no sweep was made on this host.';
  const scaled = bases.has('scaled') ? '; some scaled from other settings' : '';
  return `Times with the built-in model, by earlier sweeps on this host${scaled}.`;
};

/** The shipped profiles for a terminal: what each is about, how long it takes, and whether it can be enforced here. */
export const renderProfileTable = (profiles: readonly ListedProfile[]): string => {
  const times = profiles.map(({ estimate }) => describeAbout(estimate.seconds));
  const heres = profiles.map(hereOf);
  const names = ['profile', ...profiles.map(({ name }) => name)];
  const others = [names, ['time', ...times], ['here', ...heres]];
  const room = columns - others.reduce((sum, texts) => sum + widest(texts) + blanks, 0);
  const titles = profiles.map(({ title }) => wrapText(title, room));
  const indent = ' '.repeat(widest(names) + blanks);
  const [heading = '', ...lines] = renderTextTable(
    [
      { heading: 'profile', align: 'left' },
      { heading: 'title', align: 'left' },
      { heading: 'time', align: 'right' },
      { heading: 'here', align: 'left' },
    ],
    profiles.map(({ name }, at) => [name, titles[at]?.[0] ?? '', times[at] ?? '', heres[at] ?? '']),
    columns,
  ).split('\n');
  const below = ({ sweeps }: ListedProfile, at: number): readonly string[] => [
    ...(titles[at]?.slice(1) ?? []),
    ...(sweeps.length === 0
      ? []
      : wrapText(`sweeps ${sweeps.join(', ')}`, columns - indent.length, '  ')),
  ];
  const canAll = profiles.every(({ lacks }) => lacks.length === 0);
  return [
    heading,
    ...profiles.flatMap((profile, at) => [
      lines[at] ?? '',
      ...below(profile, at).map((line) => `${indent}${line}`),
    ]),
    '',
    timesRestOn(profiles),
    ...(canAll ? [] : ["'emulate doctor' says what this host lacks, and how to get it."]),
    '',
  ].join('\n');
};
