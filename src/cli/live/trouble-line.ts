import type { Plan } from '../../model/plan.ts';
import { cutText, textWidth } from '../../report/text-width.ts';
import { fitLine, joinLine, optional, span, textOf, type Line } from './painted.ts';
import type { Signs } from './signs.ts';
import type { Trouble } from './state.ts';

const runs = (count: number): string => `${count} ${count === 1 ? 'run' : 'runs'}`;

/** Less of a reason than this says nothing. */
const leastReason = 16;

/** What went wrong so far; the reason of the last disturbance in the room that is left. */
export const renderTrouble = (
  plan: Plan,
  { disturbed, again, failed, why }: Trouble,
  signs: Signs,
  columns: number,
): Line => {
  const failures = optional(failed > 0, span(`${runs(failed)} failed`, 'alert'));
  if (disturbed === 0) {
    const watched = plan.profile.workload.disturbance !== undefined;
    const calm = span(watched ? 'no run disturbed' : 'disturbances are not watched', 'faint');
    return fitLine([joinLine([...failures, calm], signs.between)], columns);
  }
  const repeated = optional(again > 0, span(`${again} made again`));
  const head = fitLine(
    [
      [...failures, span(`${runs(disturbed)} disturbed`, 'alert'), ...repeated],
      [...failures, span(`${disturbed} disturbed`, 'alert'), ...repeated],
      [...failures, span(`${disturbed} disturbed`, 'alert')],
    ].map((parts) => joinLine(parts, signs.between)),
    columns,
  );
  const room = columns - textWidth(textOf(head)) - signs.between.length;
  if (why === undefined || room < leastReason) return head;
  return [...head, span(signs.between, 'faint'), span(cutText(why, room), 'faint')];
};
