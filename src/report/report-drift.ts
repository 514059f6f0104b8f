import { fewestRuns, signsNeeded } from '../model/drift/session-drift.ts';
import { driftLimits, type SeriesDrift } from '../model/drift/signs.ts';
import type { Estimate } from '../model/statistics/estimate.ts';
import { describeQuantity } from '../model/units.ts';
import { describeInterval, describeRatio } from './estimate-text.ts';
import type { Findings } from './findings.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { caption } from './report-captions.ts';
import { describeSessions } from './report-sessions.ts';

/** A change in percent with its sign; two decimals, so that columns line up. */
const describeChange = (share: number): string => {
  const text = (share * 100).toFixed(2);
  return `${share > 0 ? '+' : ''}${text === '-0.00' ? '0.00' : text} %`;
};

const valueOf = (estimate: Estimate | undefined, describe: (value: number) => string): string =>
  estimate === undefined ? '' : describe(estimate.value);

const rowOf = ({
  test,
  runs,
  slopePerHour,
  change,
  halves,
  lagOne,
  segments,
  signs,
}: SeriesDrift): readonly string[] => [
  test ?? 'all, mean',
  String(runs),
  valueOf(slopePerHour, describeChange),
  describeInterval(slopePerHour, describeChange),
  valueOf(change, describeChange),
  valueOf(halves, describeRatio),
  describeInterval(halves, describeRatio),
  lagOne === undefined ? '' : `${lagOne.value.toFixed(2)} (bound ${lagOne.bound.toFixed(2)})`,
  String(segments),
  signs.join(', '),
];

/** A sign of a drift in words, with its numbers; empty where the numbers are absent. */
const describeSign = (
  sign: SeriesDrift['signs'][number],
  { change, halves, lagOne, segments, segmentSpread }: SeriesDrift,
): string => {
  switch (sign) {
    case 'slope':
      return `the slope makes ${valueOf(change, describeChange)} from the first run to the last (95 % interval ${describeInterval(change, describeChange)})`;
    case 'halves':
      return `the second half of the runs ran at ${valueOf(halves, describeRatio)} of the first (95 % interval ${describeInterval(halves, describeRatio)})`;
    case 'segments':
      return `there are ${segments} segments, the fastest of them ${describeChange(segmentSpread)} against the slowest`;
    case 'lag-1':
      return `a run resembles the one before it (lag-1 autocorrelation ${lagOne?.value.toFixed(2) ?? ''})`;
  }
};

const verdictText = ({ drift }: Findings): string => {
  const { session, signs } = drift;
  switch (drift.verdict) {
    case 'too-few-runs':
      return `Too few rounds to tell: baseline and null have ${session.runs} runs that count, and ${fewestRuns} are needed.`;
    case 'steady':
      return 'Steady: no drift is seen.';
    case 'drifting':
      return `**Drifting:** ${signs.map((sign) => describeSign(sign, session)).join('; ')}. Nothing absolute may be claimed from this session, such as tokens/s; ratios are taken within rounds and stand.`;
  }
};

const percent = (share: number): string => describeQuantity('share', share);

/** Why the session may be told anything absolute, or why not; for the head of a report. */
export const driftCaution = ({ drift }: Findings): string =>
  drift.verdict === 'drifting'
    ? '**The session drifted: whatever is absolute here, such as tokens/s, tells how the session went and not what the machine delivers. Ratios are taken within rounds and stand.**'
    : '';

/** Whether the machine stayed the same over the session, and by which signs. */
export const renderDrift = (findings: Findings): string => {
  const { session, tests } = findings.drift;
  const sessions = describeSessions(findings);
  return [
    '## Drift',
    verdictText(findings),
    ...(sessions === '' ? [] : [sessions]),
    `Seen in the runs of baseline and null in the order of their starts, each as a share of the median of its case and test. Signs of a drift: a *slope* whose interval excludes 0 and that makes more than ${percent(driftLimits.change)} over the session; *halves* whose ratio has an interval that excludes 1 and is more than ${percent(driftLimits.halves)} from it; more than one of the *segments*, more than ${percent(driftLimits.segments)} apart; a *lag-1* autocorrelation above its bound. ` +
      `The verdict rests on the first row alone, where ${signsNeeded} signs must agree: at most about 5 % of sessions without a drift are then called drifting. Single tests show where a drift comes from; with so many of them, some show a sign by chance.`,
    caption(
      'Table',
      'Change of throughput over the session, in per cent of the median, and the signs of a drift.',
    ),
    renderTable(
      [
        words('test'),
        numbers('runs'),
        numbers('slope an hour'),
        numbers('95 % interval'),
        numbers('over the session'),
        numbers('second half / first'),
        numbers('95 % interval'),
        numbers('lag-1'),
        numbers('segments'),
        words('signs'),
      ],
      [session, ...tests].map(rowOf),
    ),
  ].join('\n\n');
};
