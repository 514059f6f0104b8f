import { placeOfRun } from '../model/plan/place-of-run.ts';
import type { TextPage } from '../report/text-page.ts';
import { cutText, textWidth } from '../report/text-width.ts';
import { describeCounters } from './live/counters-text.ts';
import { leftMs } from './live/left.ts';
import { signsOf } from './live/signs.ts';
import type { LiveState } from './live/state.ts';
import { describeTimeLeft } from './time-left.ts';

/** `tier.readBandwidth=25GB/s` without what all parameters have in common. */
const withoutFolder = (caseId: string): string => caseId.replace(/^[a-zA-Z.]*\.(?=[^=.]*=)/, '');

/** All of it in one line, with as much as fits, where there is no room for more; empty when there is nothing to show. */
export const renderProgress = (
  state: LiveState,
  { columns, unicode }: TextPage,
  nowMs: number,
): string => {
  const { pace, run, step } = state;
  if (step !== undefined) return cutText(`${step} ...`, columns);
  if (pace === undefined || run === undefined) return '';
  const { plan, goal } = pace;
  const { index, round, attempt, caseId } = run.planned;
  const ms = leftMs(pace, run, nowMs);
  const left = ms === undefined ? [] : [describeTimeLeft(ms, goal.kind)];
  const rounds = round < 0 ? 'warm-up' : `round ${round + 1}/${goal.rounds}`;
  const count = `${placeOfRun(plan, index)}/${goal.runs}${attempt === undefined ? '' : ' again'}`;
  const { rate, waits, eachWait, tokens, tok } = describeCounters(state);
  const short = withoutFolder(caseId);
  const layouts = [
    [rounds, `run ${count}`, ...left, caseId, ...rate, ...eachWait, ...tokens],
    [rounds, `run ${count}`, ...left, caseId, ...rate, ...waits, ...tokens],
    [`run ${count}`, ...left, short, ...rate, ...waits, ...tokens],
    [count, ...left, short, ...rate, ...waits, ...tokens],
    [count, short, ...rate, ...waits, ...tokens],
    [count, ...rate, ...waits, ...tok],
    [count, ...rate, ...waits],
    [count, ...rate],
    [count],
  ].map((parts) => parts.join(signsOf(unicode).between));
  return (
    layouts.find((line) => textWidth(line) <= columns) ?? cutText(layouts.at(-1) ?? '', columns)
  );
};
