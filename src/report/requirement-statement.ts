import type { SolvedRequirement } from '../model/requirement/solve.ts';
import type { Findings } from './findings.ts';
import {
  describeBias,
  describeOthers,
  describeScaled,
  describeSetting,
  describeStreamRatio,
} from './requirement-setting.ts';
import { describeRequirement } from './requirement-text.ts';

/** What was found of a requirement, without what all requirements of a sweep have in common. */
export const describeAnswer = (findings: Findings, solved: SolvedRequirement): string =>
  [
    describeRequirement(
      solved,
      findings.curves.reference,
      `${describeScaled(findings, solved)}${describeStreamRatio(findings, solved)}`,
    ),
    describeBias(solved),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');

/** A requirement with everything that it depends on, ready to be pasted into a document. */
export const renderStatement = (
  findings: Findings,
  solved: SolvedRequirement,
  folder?: string,
): string =>
  [
    describeAnswer(findings, solved),
    describeOthers(findings, solved.parameter),
    describeSetting(findings, solved, folder),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
