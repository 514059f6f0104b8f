import { placeOfRun } from '../../model/plan/place-of-run.ts';
import type { Plan } from '../../model/plan.ts';
import { textWidth } from '../../report/text-width.ts';
import { describeEnd, describeTimeLeft, estimateTimeLeft, findGoal } from '../time-left.ts';
import { fitLine, joinLine, optional, span, type Line } from './painted.ts';
import type { Signs } from './signs.ts';
import type { CurrentRun, LiveState } from './state.ts';

/** Beyond this a bar says no more. */
const widestBar = 60;
const narrowestBar = 8;

/** Which run it is, of how many. */
export const renderHeader = (
  plan: Plan,
  state: LiveState,
  run: CurrentRun,
  signs: Signs,
  columns: number,
): Line => {
  const { round, index, attempt } = run.planned;
  const goal = findGoal(plan, state.ended);
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
  plan: Plan,
  { ended }: LiveState,
  run: CurrentRun,
  nowMs: number,
  signs: Signs,
  columns: number,
): Line => {
  const goal = findGoal(plan, ended);
  const share = Math.min(1, new Set(ended.map(({ index }) => index)).size / goal.runs);
  const percent = `${Math.floor(100 * share)} %`;
  const leftMs = estimateTimeLeft(plan, ended, {
    index: run.planned.index,
    elapsedMs: nowMs - run.beganMs,
  });
  const texts =
    leftMs === undefined
      ? [percent]
      : [
          `${percent}, ${describeTimeLeft(leftMs, goal.kind)}, ${describeEnd(nowMs, leftMs, goal.kind)}`,
          `${percent}, ${describeTimeLeft(leftMs, goal.kind)}`,
          describeTimeLeft(leftMs, goal.kind),
          percent,
        ];
  const text = texts.find((each) => textWidth(each) + 1 + narrowestBar <= columns) ?? percent;
  const bar = Math.min(widestBar, columns - 1 - textWidth(text));
  return [...renderBar(share, bar, signs), span(` ${text}`)];
};
