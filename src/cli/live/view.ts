import type { TextPage } from '../../report/text-page.ts';
import { renderProgress } from '../progress-line.ts';
import { span, type Line } from './painted.ts';
import { renderPicture } from './picture.ts';
import { renderHeader, renderPlanBar } from './plan-lines.ts';
import { renderCase, renderCounters } from './run-lines.ts';
import { signsOf } from './signs.ts';
import type { LiveState } from './state.ts';
import { renderTrouble } from './trouble-line.ts';

/** A terminal that a live view is made for. */
export interface ViewPage extends TextPage {
  readonly rows: number;
}

/** With less room than this there is one line for everything. */
const least = { columns: 40, lines: 4 } as const;

const mostCurves = 4;

/**
 * What is going on, in lines that are no wider than the terminal and no more than it can show: the plan
 * and how far it is, the run that goes on and what it counts, disturbances, and the curves so far.
 */
export const renderView = (state: LiveState, page: ViewPage, nowMs: number): readonly Line[] => {
  const { pace, run, step, curves, trouble } = state;
  const { columns, rows, unicode } = page;
  // The last line of the terminal is the cursor's.
  const room = rows - 1;
  if (room < 1) return [];
  const isShort = columns < least.columns || room < least.lines;
  if (pace === undefined || run === undefined || step !== undefined || isShort) {
    const line = renderProgress(state, page, nowMs);
    return line === '' ? [] : [[span(line)]];
  }
  const signs = signsOf(unicode);
  const { plan } = pace;
  return [
    renderHeader(pace, run, signs, columns),
    renderPlanBar(pace, run, nowMs, signs, columns),
    renderCase(plan, run, nowMs, signs, columns),
    renderCounters(state, signs, columns),
    renderTrouble(plan, trouble, signs, columns),
    ...renderPicture(curves.slice(0, mostCurves), signs, columns),
  ].slice(0, room);
};
