import type { CheckedRequirement } from '../model/requirement/check-nominal.ts';
import type { ReferencePart } from '../model/projection/reference-parts.ts';
import type { SolvedRequirement } from '../model/requirement/solve.ts';
import { describeReason } from './check-text.ts';
import type { Findings } from './findings.ts';
import { requirementDocument, requirementMethod } from './requirement-document.ts';
import { projectSolved } from './requirement-projection.ts';

/** One requirement as it was solved, held against a level, and carried over to a part, as far as that was asked for. */
export interface Answer {
  readonly solved: SolvedRequirement;
  readonly check?: CheckedRequirement;
}

const checkDocument = ({ solved, level, met, why }: CheckedRequirement) => ({
  level,
  met,
  reason: why.kind,
  text: describeReason(why, solved),
});

const projectionDocument = (findings: Findings, solved: SolvedRequirement, part: ReferencePart) => {
  const projected = projectSolved(findings, solved, part);
  return projected.ok
    ? { ...projected.value, part: part.id }
    : { kind: 'not-projected', part: part.id, why: projected.failure };
};

/** Everything that `solve` found, as one JSON document. */
export const renderSolveJson = (
  findings: Findings,
  answers: readonly Answer[],
  folder: string,
  part?: ReferencePart,
): string => {
  const checks = answers.flatMap(({ check }) => (check === undefined ? [] : [check]));
  const document = {
    schemaVersion: 1,
    folder,
    profile: findings.manifest.plan.profile.name,
    reference: findings.curves.reference,
    drift: findings.drift.verdict,
    method: requirementMethod,
    met: checks.length === 0 ? null : checks.every(({ met }) => met),
    requirements: answers.map(({ solved, check }) => ({
      ...requirementDocument(findings, solved, folder),
      check: check === undefined ? null : checkDocument(check),
      projection: part === undefined ? null : projectionDocument(findings, solved, part),
    })),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
};
