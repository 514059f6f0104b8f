import type { CasePoint } from '../model/curve/case-point.ts';
import type { Claim } from '../model/curve/claim.ts';
import { describeCountedAt } from './counted-text.ts';
import { describeInterval, describeRate, describeRatio } from './estimate-text.ts';
import { numbers, renderTable, words } from './markdown-table.ts';
import { describeVerdict } from './verdict-text.ts';

/** A point with the name of its row. */
export interface NamedPoint {
  readonly name: string;
  readonly point: CasePoint;
  /** Absent in tables of cases without limits. */
  readonly claim?: Claim;
}

/** The throughput of several points under one another. */
export const renderPoints = (
  nameHeading: string,
  ratioHeading: string,
  points: readonly NamedPoint[],
): string => {
  const limited = points.some(({ point }) => point.asked !== undefined);
  const stalled = points.some(({ point }) => point.sustained !== undefined);
  const claims = points.some(({ claim }) => claim !== undefined);
  return renderTable(
    [
      words(nameHeading),
      numbers('tokens/s'),
      numbers('95 % interval'),
      numbers(ratioHeading),
      numbers('95 % interval'),
      numbers('rounds'),
      ...(limited ? [numbers('asked')] : []),
      ...(stalled ? [numbers('sustained')] : []),
      ...(limited ? [numbers('measured')] : []),
      words('verdict'),
      ...(claims ? [words('claim')] : []),
    ],
    points.map(({ name, point, claim = 'none' }) => [
      name,
      point.tokensPerSecond === undefined ? '' : describeRate(point.tokensPerSecond.value),
      describeInterval(point.tokensPerSecond, describeRate),
      point.ratio === undefined ? '' : describeRatio(point.ratio.value),
      describeInterval(point.ratio, describeRatio),
      String(point.rounds),
      ...(limited ? [describeCountedAt(point, point.asked)] : []),
      ...(stalled ? [describeCountedAt(point, point.sustained)] : []),
      ...(limited ? [describeCountedAt(point, point.measured)] : []),
      describeVerdict(point),
      ...(claims ? [claim === 'none' ? '' : claim] : []),
    ]),
  );
};

const runs = (count: number): string => `${count} ${count === 1 ? 'run' : 'runs'}`;

/** What must be known about points beside their numbers; empty when there is nothing. */
export const renderNotes = (points: readonly NamedPoint[]): string =>
  points
    .flatMap(({ name, point }) => [
      ...(point.verdict.verdict === 'bound'
        ? []
        : [`- ${name}: ${describeVerdict(point)}. ${point.verdict.why}`]),
      ...(point.failedRuns === 0 ? [] : [`- ${name}: ${runs(point.failedRuns)} failed, left out.`]),
      ...(point.missingRuns === 0
        ? []
        : [`- ${name}: ${runs(point.missingRuns)} ended before this test.`]),
    ])
    .join('\n');
