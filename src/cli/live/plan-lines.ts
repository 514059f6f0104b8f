import { placeOfRun } from '../../model/plan/place-of-run.ts';
import { textWidth } from '../../report/text-width.ts';
import type { Pace } from '../pace.ts';
import { describeEnd, describeTimeLeft } from '../time-left.ts';
import { leftMs } from './left.ts';
import { fitLine, joinLine, optional, span, type Line } from './painted.ts';
import type { Signs } from './signs.ts';
import type { CurrentRun } from './state.ts';

/** Beyond this a bar says no more. */
const widestBar = 60;
const narrowestBar = 8;

/** Which run it is, of how many. */
export const renderHeader = (
  { plan, goal }: Pace,
  run: CurrentRun,
  signs: Signs,
  columns: number,
): Line => {
  const { round, index, attempt } = run.planned;
  const where = [
    span(round < 0 ? 'warm-up' : `round ${round + 1}/${goal.rounds}`),
    span(`run ${placeOfRun(plan, index)}/${goal.runs}`),
    ...optional(attempt !== undefined, span('again', 'alert')),
  ];
  return fitLine(
    [[span(plan.profile.name, 'strong'), ...where], where].map((parts) =>
      joinLine(parts, signs.between),
    ),
    columns,
  );
};

const renderBar = (share: number, columns: number, signs: Signs): Line => {
  const full = Math.round(share * columns);
  return [span(signs.full.repeat(full), 'bar'), span(signs.empty.repeat(columns - full), 'faint')];
};

/** How far the plan is, with the time left and the time of its end. */
export const renderPlanBar = (
  pace: Pace,
  run: CurrentRun,
  nowMs: number,
  signs: Signs,
  columns: number,
): Line => {
  const { goal } = pace;
  const share = Math.min(1, pace.ended / goal.runs);
  const percent = `${Math.floor(100 * share)} %`;
  const ms = leftMs(pace, run, nowMs);
  const texts =
    ms === undefined
      ? [percent]
      : [
          `${percent}, ${describeTimeLeft(ms, goal.kind)}, ${describeEnd(nowMs, ms, goal.kind)}`,
          `${percent}, ${describeTimeLeft(ms, goal.kind)}`,
          describeTimeLeft(ms, goal.kind),
          percent,
        ];
  const text = texts.find((each) => textWidth(each) + 1 + narrowestBar <= columns) ?? percent;
  const bar = Math.min(widestBar, columns - 1 - textWidth(text));
  return [...renderBar(share, bar, signs), span(` ${text}`)];
};
