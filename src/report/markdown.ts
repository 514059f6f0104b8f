import { medianRanks } from '../model/statistics/median-interval.ts';
import type { Findings } from './findings.ts';
import { renderAnswer } from './report-answer.ts';
import { renderCurves, renderFixedCases } from './report-curves.ts';
import { renderDisturbance } from './report-disturbance.ts';
import { driftCaution, renderDrift } from './report-drift.ts';
import { renderProof } from './report-proof.ts';
import { renderRounds } from './report-rounds.ts';
import {
  renderAsked,
  renderEnvironment,
  renderRepetition,
  renderTroubles,
} from './report-setting.ts';
import { renderPhysics } from './report-physics.ts';
import { renderDimensionless } from './projection-table.ts';
import { renderTokenTimes } from './report-times.ts';

/** Whether the sweep is more than a look around, by the rounds that were made. */
const indication = ({ manifest: { plan }, rounds }: Findings): string => {
  if (medianRanks(rounds.decision.rounds) === undefined)
    return '**Indicative: too few rounds for intervals. Use it to look around, not to conclude.**';
  const isQuick = plan.indicative && medianRanks(plan.profile.workload.rounds) !== undefined;
  return isQuick
    ? '**Indicative: a quick look, with short tests and one sweep. Use it to look around, not to conclude.**'
    : '';
};

const renderHead = (findings: Findings): string => {
  const { plan, host, model, workload, createdUtc } = findings.manifest;
  return [
    `# ${plan.profile.title}`,
    `Profile \`${plan.profile.name}\`, model ${model.name}, llama-bench ${workload.version}, host ${host.hostname}, ${createdUtc}. ` +
      `Throughput is a ratio to the ${plan.reference} case of the same round.`,
    indication(findings),
    driftCaution(findings),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
};

/** `report.md`: the answer first, then every number that it rests on. */
export const renderMarkdown = (findings: Findings): string =>
  `${[
    renderHead(findings),
    renderAnswer(findings),
    renderCurves(findings),
    renderFixedCases(findings),
    renderRounds(findings),
    renderDrift(findings),
    renderTokenTimes(findings),
    renderPhysics(findings),
    renderDimensionless(findings),
    renderProof(findings),
    renderDisturbance(findings),
    renderTroubles(findings),
    renderAsked(findings),
    renderEnvironment(findings),
    renderRepetition(findings),
  ]
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
