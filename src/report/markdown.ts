import { medianRanks } from '../model/statistics/median-interval.ts';
import type { Findings } from './findings.ts';
import { plainLine, plainText } from './plain-text.ts';
import { renderDimensionless } from './projection-table.ts';
import { renderAbstract } from './report-abstract.ts';
import { renderAnswer } from './report-answer.ts';
import { numberCaptions } from './report-captions.ts';
import { renderCurves, renderFixedCases } from './report-curves.ts';
import { renderDisturbance } from './report-disturbance.ts';
import { driftCaution, renderDrift } from './report-drift.ts';
import { renderMainEffects } from './report-effects.ts';
import { renderHosts } from './report-hosts.ts';
import { renderLimits } from './report-limits.ts';
import { renderPhysics } from './report-physics.ts';
import { renderProof } from './report-proof.ts';
import { renderRounds } from './report-rounds.ts';
import {
  renderAsked,
  renderEnvironment,
  renderRepetition,
  renderTroubles,
} from './report-setting.ts';
import { renderTerms } from './report-terms.ts';
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
  const { plan, toolVersion, host, createdUtc } = findings.manifest;
  return [
    `# ${plainLine(plan.profile.title)}`,
    `A measurement with emulate ${toolVersion}, profile \`${plan.profile.name}\`, on host ${host.hostname}, ${createdUtc}. Every number here follows from the record beside this file.`,
    indication(findings),
    driftCaution(findings),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
};

/** `report.md`: question and answer first, then every number that they rest on. */
export const renderMarkdown = (findings: Findings): string => {
  const sections = [
    renderHead(findings),
    renderAbstract(findings),
    renderAnswer(findings),
    renderTerms(findings),
    renderMainEffects(findings),
    renderCurves(findings),
    renderFixedCases(findings),
    renderHosts(findings),
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
    renderLimits(findings),
    renderRepetition(findings),
  ];
  return plainText(
    numberCaptions(`${sections.filter((section) => section !== '').join('\n\n')}\n`),
  );
};
