import type { Projection } from '../model/projection/project.ts';
import type { ReferencePart } from '../model/projection/reference-parts.ts';
import type { Result } from '../model/result.ts';
import { describeCheck } from './check-text.ts';
import type { Findings } from './findings.ts';
import { renderProjection, renderProjectionNotes } from './projection-text.ts';
import { projectSolved } from './requirement-projection.ts';
import { renderStatement } from './requirement-statement.ts';
import type { Answer } from './solve-json.ts';

const projectionText = (projected: Result<Projection, string>, { title }: ReferencePart): string =>
  projected.ok
    ? renderProjection(projected.value)
    : `Not projected to ${title}: ${projected.failure}.`;

const sumUp = (answers: readonly Answer[]): readonly string[] => {
  const checks = answers.flatMap(({ check }) => (check === undefined ? [] : [check]));
  if (checks.length === 0) return [];
  const missed = checks.filter(({ met }) => !met).length;
  return [
    missed === 0
      ? `All ${checks.length} requirements are met.`
      : `${missed} of ${checks.length} requirements are not met.`,
  ];
};

/** Everything that `solve` found, for a terminal: statements ready to be pasted, with what was asked beside. */
export const renderSolve = (
  findings: Findings,
  answers: readonly Answer[],
  folder: string,
  part?: ReferencePart,
): string => {
  const projections: Projection[] = [];
  const blocks = answers.map(({ solved, check }) => {
    const projected = part === undefined ? undefined : projectSolved(findings, solved, part);
    if (projected?.ok === true) projections.push(projected.value);
    return [
      renderStatement(findings, solved, folder),
      ...(part === undefined || projected === undefined ? [] : [projectionText(projected, part)]),
      ...(check === undefined ? [] : [describeCheck(check)]),
    ].join('\n');
  });
  const notes = renderProjectionNotes(projections);
  return `${[...blocks, ...(notes === '' ? [] : [notes]), ...sumUp(answers)].join('\n\n')}\n`;
};
