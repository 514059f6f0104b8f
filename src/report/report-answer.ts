import type { Findings } from './findings.ts';
import { describeRequirement } from './requirement-text.ts';

const bindingSummary = ({ curves }: Findings): string => {
  const points = curves.sweeps.flatMap((sweep) => sweep.curves.flatMap((curve) => curve.points));
  const proven = points.filter(({ verdict }) => verdict.verdict === 'bound').length;
  return proven === points.length
    ? `At all ${points.length} points the evidence proves that the limit acted.`
    : `At ${proven} of ${points.length} points the evidence proves that the limit acted; the others are marked, and no requirement rests on them.`;
};

/** The answer that the sweep was made for: which tested level keeps each share. */
export const renderAnswer = (findings: Findings): string => {
  const { curves, requirements } = findings;
  const statements = requirements.map((each) => `- ${describeRequirement(each, curves.reference)}`);
  return [
    '## Answer',
    statements.length === 0
      ? 'The profile asks for no share to be kept, or sweeps nothing.'
      : statements.join('\n'),
    'These statements speak of tested levels only; nothing is interpolated. A level keeps a share when its whole interval does, or its estimate where there is no interval. ' +
      bindingSummary(findings),
  ].join('\n\n');
};
