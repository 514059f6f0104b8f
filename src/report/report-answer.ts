import type { Findings } from './findings.ts';
import { describeAnswer } from './requirement-statement.ts';
import { describeOthers } from './requirement-setting.ts';

const bindingSummary = ({ curves }: Findings): string => {
  const points = curves.sweeps.flatMap((sweep) => sweep.curves.flatMap((curve) => curve.points));
  const proven = points.filter(({ verdict }) => verdict.verdict === 'bound').length;
  return proven === points.length
    ? `At all ${points.length} points the evidence proves that the limit acted.`
    : `At ${proven} of ${points.length} points the evidence proves that the limit acted; the others are marked, and no requirement rests on them.`;
};

const method =
  'A level is where the isotonic fit of the bound levels crosses the share, interpolated in time between two of them; its interval is where the band of their intervals crosses it. Each statement with everything that it depends on, ready to be pasted, is in `requirements.json`.';

/** The answer that the sweep was made for: which level keeps each share. */
export const renderAnswer = (findings: Findings): string => {
  const { requirements } = findings;
  const statements = requirements.map((each) => `- ${describeAnswer(findings, each)}`);
  return [
    '## Answer',
    ...(statements.length === 0
      ? ['The profile asks for no share to be kept, or sweeps nothing.', bindingSummary(findings)]
      : [
          statements.join('\n'),
          [describeOthers(findings), method, bindingSummary(findings)]
            .filter((sentence) => sentence !== '')
            .join(' '),
        ]),
  ].join('\n\n');
};
