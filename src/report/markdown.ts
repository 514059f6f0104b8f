import { medianRanks } from '../model/statistics/median-interval.ts';
import type { Findings } from './findings.ts';
import { renderAnswer } from './report-answer.ts';
import { renderCurves, renderFixedCases } from './report-curves.ts';
import { renderProof } from './report-proof.ts';
import {
  renderAsked,
  renderEnvironment,
  renderRepetition,
  renderTroubles,
} from './report-setting.ts';
import { renderPhysics, renderTokenTimes } from './report-times.ts';

const renderHead = ({ manifest }: Findings): string => {
  const { plan, host, model, workload } = manifest;
  return [
    `# ${plan.profile.title}`,
    `Profile \`${plan.profile.name}\`, model ${model.name}, llama-bench ${workload.version}, host ${host.hostname}, ${manifest.createdUtc}. ` +
      `Throughput is a ratio to the ${plan.reference} case of the same round.`,
    ...(plan.indicative || medianRanks(plan.profile.workload.rounds) === undefined
      ? ['**Indicative: too few rounds for intervals. Use it to look around, not to conclude.**']
      : []),
  ].join('\n\n');
};

/** `report.md`: the answer first, then every number that it rests on. */
export const renderMarkdown = (findings: Findings): string =>
  `${[
    renderHead(findings),
    renderAnswer(findings),
    renderCurves(findings.curves),
    renderFixedCases(findings.curves),
    renderTokenTimes(findings),
    renderPhysics(findings),
    renderProof(findings),
    renderTroubles(findings),
    renderAsked(findings),
    renderEnvironment(findings),
    renderRepetition(findings),
  ]
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
