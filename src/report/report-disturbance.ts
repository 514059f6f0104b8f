import { max, median } from 'simple-statistics';
import { countText } from '../model/count-text.ts';
import type { HostActivity } from '../model/disturbance/activity.ts';
import { circumstancesOf } from '../model/disturbance/circumstances.ts';
import { isDisturbed } from '../model/disturbance/is-disturbed.ts';
import { fixedLimits, isCrowded, mostMajorFaults } from '../model/disturbance/judge.ts';
import { mostRepetitions } from '../model/disturbance/repetitions.ts';
import { disturbanceShares } from '../model/disturbance/shares.ts';
import { allPoints } from '../model/curve/curves.ts';
import type { DisturbanceLimits } from '../model/profile/profile.ts';
import type { RunRecord } from '../model/run-record.ts';
import { describeQuantity } from '../model/units.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { caption } from './report-captions.ts';

const share = (value: number): string => describeQuantity('share', value);
const measured = (value: number): string => share(Number(value.toPrecision(2)));
/** Then pages are read again as a matter of course, in whatever case comes next. */
const evictsPages = ({ plan, model }: Findings['manifest']): boolean =>
  plan.cases.some((subject) => circumstancesOf(plan, subject, model.bytes, {}).evicts);

const describeLimits = (limits: DisturbanceLimits, { manifest }: Findings): string =>
  'A run is disturbed when, while its process lived, any of these holds: ' +
  `its threads waited for a processor that others had for more than ${share(limits.runQueue)} of the time that they wanted one; ` +
  `the hypervisor gave more than ${share(limits.steal)} of the processor time to others; ` +
  `other programs used more than ${share(limits.others)} of it; ` +
  `the quota of a control group held it for more than ${share(limits.throttled)} of the run; ` +
  (evictsPages(manifest)
    ? ''
    : `more than ${mostMajorFaults(manifest.model.bytes)} page faults waited for a device although the model should be in memory; `) +
  `a processor was too hot for its full speed for more than ${share(fixedLimits.hotShare)} of the run. ` +
  'What the run measured plays no part.';

const describeBounds = ({ repeats }: DisturbanceLimits): string =>
  repeats === 0
    ? 'No run is made again.'
    : `It is made again at the end of its round, up to ${countText(repeats, 'time')}, with no more repetitions in all than ${share(mostRepetitions)} of the planned runs. ` +
      'The last undisturbed attempt counts. At each point the rounds count in which both the run and its reference are undisturbed, as long as they are at least half of all; else all count, and the point is marked.';

const describeCounts = (runs: readonly RunRecord[]): string => {
  const ofRounds = runs.filter(({ round }) => round >= 0);
  const indices = (records: readonly RunRecord[]) => new Set(records.map(({ index }) => index));
  const disturbed = indices(ofRounds.filter((run) => run.attempt === 0 && isDisturbed(run)));
  const clean = indices(ofRounds.filter((run) => !isDisturbed(run)));
  const left = [...disturbed].filter((index) => !clean.has(index)).length;
  const repetitions = ofRounds.filter(({ attempt }) => attempt > 0).length;
  return `Of ${countText(indices(ofRounds).size, 'run')} that were to count ${disturbed.size} ${disturbed.size === 1 ? 'was' : 'were'} disturbed; ${countText(repetitions, 'repetition')} ${repetitions === 1 ? 'was' : 'were'} made, and ${left} remained disturbed.`;
};

const renderRuns = (runs: readonly RunRecord[]): string => {
  const disturbed = runs
    .filter(isDisturbed)
    .toSorted((one, other) => one.index - other.index || one.attempt - other.attempt);
  return disturbed.length === 0
    ? ''
    : [
        caption('Table', 'Disturbed runs.'),
        renderTable(
          [words('round'), words('case'), numbers('attempt'), words('why')],
          disturbed.map(({ round, case: id, attempt, disturbance }) => [
            round < 0 ? 'warm-up' : String(round),
            id,
            String(attempt + 1),
            disturbance?.why.join('; ') ?? '',
          ]),
        ),
      ].join('\n\n');
};

/** A case that stands for levels of several sweeps is listed once. */
const renderPoints = (findings: Findings): string => {
  const rows = new Map<string, readonly string[]>();
  for (const { caseId, test, rounds, disturbedRounds, verdict } of allPoints(findings.curves)) {
    if (disturbedRounds === undefined) continue;
    const all = verdict.verdict === 'disturbed';
    rows.set(`${caseId} ${test}`, [
      caseId,
      test,
      String(rounds),
      String(disturbedRounds),
      all ? 'too many: all count' : 'left out',
    ]);
  }
  return rows.size === 0
    ? ''
    : [
        caption('Table', 'Points of which some rounds were disturbed.'),
        renderTable(
          [
            words('case'),
            words('test'),
            numbers('rounds that count'),
            numbers('disturbed'),
            words('these'),
          ],
          [...rows.values()],
        ),
      ].join('\n\n');
};

interface Measure {
  readonly what: string;
  readonly of: (activity: HostActivity) => number | undefined;
  readonly describe: (value: number) => string;
}

const measures: readonly Measure[] = [
  {
    what: 'waited for a processor, of the time it wanted one',
    of: (activity) => disturbanceShares(activity).runQueue,
    describe: measured,
  },
  {
    what: "hypervisor's other guests, of the processor time",
    of: (activity) => disturbanceShares(activity).steal,
    describe: measured,
  },
  {
    what: 'other programs and the kernel, of the processor time',
    of: (activity) => disturbanceShares(activity).others,
    describe: measured,
  },
  {
    what: 'held by a quota, of the run',
    of: (activity) => disturbanceShares(activity).throttled,
    describe: measured,
  },
  {
    what: 'page faults that waited for a device',
    of: ({ majorFaults }) => majorFaults,
    describe: (value) => String(Math.round(value)),
  },
];

const renderTypical = (runs: readonly RunRecord[], which: string): string => {
  const activities = runs
    .filter((run) => run.round >= 0 && !isDisturbed(run))
    .flatMap(({ disturbance }) => disturbance?.activity ?? []);
  if (activities.length === 0) return '';
  return [
    caption('Table', `What was seen of ${countText(activities.length, `${which} run`)}.`),
    renderTable(
      [words('what'), numbers('median'), numbers('most')],
      measures.map(({ what, of, describe }) => {
        const values = activities.flatMap((activity) => of(activity) ?? []);
        return values.length === 0
          ? [what, 'not told here', '']
          : [what, describe(median(values)), describe(max(values))];
      }),
    ),
  ].join('\n\n');
};

/** What the plan itself brings about, and what is therefore not judged. */
const describeCircumstances = ({ manifest, runs }: Findings): string => {
  const { plan, model } = manifest;
  const crowded = runs.filter((run) => {
    const subject = plan.cases.find(({ id }) => id === run.case);
    const { disturbance } = run;
    return (
      subject !== undefined &&
      disturbance !== undefined &&
      isCrowded(disturbance.activity, circumstancesOf(plan, subject, model.bytes, run.workload))
    );
  });
  const device = plan.cases.some(
    (subject) => circumstancesOf(plan, subject, model.bytes, {}).usesDevice,
  );
  const kernels = device
    ? "Cases of this plan use a device, for which the kernel's own threads and interrupts work: there these are not counted among other programs."
    : '';
  const crowds =
    crowded.length === 0
      ? ''
      : `In ${countText(crowded.length, 'run')} the workload had more threads than processors that it could use, so that its threads waited for each other: there the waiting is not judged.`;
  return [crowds, kernels].filter((text) => text !== '').join(' ');
};

const nothingKnown =
  'Nothing was recorded of what else the machine did, so nothing is known of disturbances.';

const offText =
  'The gate was off: no run is marked as disturbed, and none was made again for that.';

/** What else the machine did, which runs it disturbed, and what was done about it. */
export const renderDisturbance = (findings: Findings): string => {
  const { manifest, runs } = findings;
  const limits = manifest.plan.profile.workload.disturbance;
  const isKnown = runs.some(({ disturbance }) => disturbance !== undefined);
  const parts =
    limits === undefined
      ? [offText, isKnown ? renderTypical(runs, 'recorded') : nothingKnown]
      : isKnown
        ? [
            `${describeLimits(limits, findings)} ${describeBounds(limits)}`,
            describeCounts(runs),
            renderRuns(runs),
            renderPoints(findings),
            describeCircumstances(findings),
            renderTypical(runs, 'undisturbed'),
          ]
        : [nothingKnown];
  return ['## Disturbances', ...parts.filter((part) => part !== '')].join('\n\n');
};
