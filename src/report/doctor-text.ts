import type { Diagnosis, ProfileVerdict } from '../model/doctor/diagnose.ts';
import type { Finding } from '../model/doctor/finding.ts';
import type { Inspection } from '../model/doctor/inspection.ts';
import type { Miss } from '../model/failure.ts';
import { cutText, padText, wrapText } from './text-width.ts';

const width = 80;
const answerColumn = 6;
const textColumn = 20;
const getIt = `${' '.repeat(textColumn)}get it: `;

/** How a diagnosis is told. */
export interface DoctorTextOptions {
  /** Also what nobody has to do anything about, because something else does the same. */
  readonly everything: boolean;
  /** The user's home folder, which paths show as `~`. */
  readonly home?: string;
}

/** A text beside a head, all of its lines at one column. */
const block = (head: string, text: string, column = textColumn): readonly string[] =>
  wrapText(text, width - column).map(
    (line, index) => `${padText(index === 0 ? head : '', column)}${line}`,
  );

const machine = ({ toolVersion, host, surroundings, uid }: Inspection): readonly string[] => {
  const places = [
    ...(surroundings.isWsl ? ['WSL'] : []),
    ...(host.virtualization === undefined ? [] : [`virtual machine (${host.virtualization})`]),
    ...(surroundings.container === undefined ? [] : [`container (${surroundings.container})`]),
  ];
  const cores = host.physicalCores ?? host.cpus;
  return wrapText(
    [
      `emulate ${toolVersion}`,
      `Node ${host.nodeVersion}`,
      uid === 0 ? 'root' : `user ${uid}`,
      `${host.distribution ?? 'a distribution that is not told'}, Linux ${host.kernel}`,
      `${host.architecture}, ${surroundings.glibc === undefined ? 'no glibc' : `glibc ${surroundings.glibc}`}`,
      places.length === 0 ? 'no virtual machine or container seen' : places.join(', '),
      `${cores} ${cores === 1 ? 'core' : 'cores'}${host.cpuModel === undefined ? '' : ` of ${host.cpuModel}`}`,
    ].join('; '),
    width,
  );
};

/** What is missing, and below it how to get it: once for all that one remedy helps. */
const missLines = (misses: readonly Miss[]): readonly string[] =>
  misses.flatMap(({ what, remedy }, at) => [
    ...block('', what),
    ...(misses[at + 1]?.remedy === remedy ? [] : block(getIt, remedy, getIt.length)),
  ]);

/** The same, with a line for the first thing that a remedy helps and a line for the remedy. */
const shortMissLines = (misses: readonly Miss[]): readonly string[] =>
  misses
    .filter(({ remedy }, at) => misses[at - 1]?.remedy !== remedy)
    .flatMap(({ what, remedy }) => [padText('', textColumn) + what, getIt + remedy])
    .map((line) => cutText(line, width));

const findingLines = (
  finding: Finding,
  { everything, home }: DoctorTextOptions,
): readonly string[] => {
  const { answer, name, misses, isCovered } = finding;
  const found = home === undefined ? finding.found : finding.found.replaceAll(`${home}/`, '~/');
  const head = padText(`${padText(answer, answerColumn)}${name}`, textColumn);
  const why = everything ? missLines(misses) : shortMissLines(misses);
  const shown = isCovered && !everything ? why.slice(0, found === '' ? 1 : 0) : why;
  if (found !== '') return [...block(head, found), ...shown];
  const [first = '', ...rest] = shown;
  return [`${head}${first.trimStart()}`, ...rest];
};

/** Names under a heading that they share, in the order in which headings first appear. */
const groupNames = (
  profiles: readonly ProfileVerdict[],
  headingOf: (profile: ProfileVerdict) => string,
): readonly (readonly [string, readonly string[]])[] => {
  const groups = new Map<string, string[]>();
  for (const profile of profiles) {
    const heading = headingOf(profile);
    groups.set(heading, [...(groups.get(heading) ?? []), profile.name]);
  }
  return [...groups];
};

const profileLines = (profiles: readonly ProfileVerdict[]): readonly string[] => {
  const here = profiles.filter(({ canRun }) => canRun);
  const not = profiles.filter(({ canRun }) => !canRun);
  const rows = (groups: ReturnType<typeof groupNames>): readonly string[] =>
    groups.flatMap(([heading, names]) =>
      wrapText(`${heading}: ${names.join(', ')}`, width - 2, '  ').map((line) => `  ${line}`),
    );
  return [
    'Profiles that can be run here, by what keeps their limits:',
    ...(here.length === 0 ? ['  none'] : []),
    ...rows(groupNames(here, ({ scope }) => scope ?? 'tier')),
    ...(not.length === 0 ? [] : ['Profiles that cannot, by what is missing:']),
    ...rows(groupNames(not, ({ lacks }) => lacks.map(({ part }) => part).join(', '))),
  ];
};

/** What works on a host, for people; one screen where most of it works. */
export const renderDoctor = (
  inspection: Inspection,
  { findings, profiles }: Diagnosis,
  options: DoctorTextOptions,
): string => {
  const isShort = !options.everything && findings.some(({ answer }) => answer !== 'yes');
  return [
    ...machine(inspection),
    '',
    ...findings.flatMap((finding) => findingLines(finding, options)),
    '',
    ...profileLines(profiles),
    ...(isShort ? ["'emulate doctor -v' tells all that is missing, and all ways to get it."] : []),
    '',
  ].join('\n');
};
