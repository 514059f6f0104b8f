import { countText } from '../model/count-text.ts';
import type { Plan } from '../model/plan.ts';
import type { WidestInterval } from '../model/plan/rounds-decision.ts';
import { plannedRounds } from '../model/plan/planned-rounds.ts';
import type { RoundsMade } from '../model/plan/rounds-made.ts';
import { describeQuantity } from '../model/units.ts';
import type { Findings } from './findings.ts';
import { describeMissing as describeMissingParts } from './merged-text.ts';

/** Two digits, so that a width beyond the one asked for never reads as that. */
const describeWidth = (share: number): string =>
  describeQuantity('share', Number(share.toPrecision(2)));

/** A case by the levels that it stands for. */
const nameCase = ({ cases }: Plan, id: string): string => {
  const points = cases.find((each) => each.id === id)?.points ?? [];
  return points.length === 0
    ? id
    : points.map(({ parameter, level }) => `${parameter} = ${level.text}`).join(' and ');
};

const describeWidest = (plan: Plan, { caseId, test, halfWidth }: WidestInterval): string =>
  `the widest interval is that of ${test} at ${nameCase(plan, caseId)}, ${describeWidth(halfWidth)} to either side`;

const describeMissing = (count: number): string =>
  count === 0 ? '' : ` ${countText(count, 'bound point')} ${count === 1 ? 'has' : 'have'} none.`;

/** What the widest interval is, or that there is none; a sentence. */
const widestSentence = (plan: Plan, { decision, withoutInterval }: RoundsMade): string => {
  const widest = decision.kind === 'none-bound' ? undefined : decision.widest;
  if (widest === undefined) return 'There is no interval yet at any bound point.';
  const text = describeWidest(plan, widest);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.${describeMissing(withoutInterval)}`;
};

const describePlanned = (plan: Plan): string => {
  const { adaptive } = plan.profile.workload;
  const rounds = plannedRounds(plan);
  return adaptive === undefined ? String(rounds) : `${rounds} to ${adaptive.maxRounds}`;
};

/**
 * How many rounds were made and why no more, in a sentence or two; `missing` says what a merged sweep lacks.
 */
export const describeRounds = (plan: Plan, made: RoundsMade, missing = ''): string => {
  const { decision } = made;
  const rounds = countText(decision.rounds, 'round');
  const halfWidth = plan.profile.workload.adaptive?.halfWidth ?? 0;
  if (missing !== '')
    return `Merged with parts missing: ${missing}. Rounds with every run of the shards that are here: ${decision.rounds} of ${describePlanned(plan)}. ${widestSentence(plan, made)}`;
  if (decision.more || made.partial) {
    const part = made.partial ? ', within the next' : '';
    return `Interrupted after ${countText(decision.rounds, 'whole round')} of ${describePlanned(plan)}${part}. ${widestSentence(plan, made)}`;
  }
  switch (decision.kind) {
    case 'fixed':
      return decision.widest === undefined
        ? `${rounds}, as planned. ${widestSentence(plan, made)}`
        : `${rounds}, as planned; ${describeWidest(plan, decision.widest)}.${describeMissing(made.withoutInterval)}`;
    case 'narrow-enough':
      return `${rounds}: after them every interval was within ${describeQuantity('share', halfWidth)}; ${describeWidest(plan, decision.widest)}.`;
    case 'cap-reached':
      return `${rounds}, the most: some interval is still not within ${describeQuantity('share', halfWidth)}. ${widestSentence(plan, made)}`;
    case 'none-bound':
      return `${rounds}; none was added, because no point that gives a value in half of the rounds is bound, and more rounds do not make a limit act.`;
  }
};

const optionalStopping =
  'Points that are not bound were not waited for. The intervals themselves decided when to stop; such intervals cover a little less than 95 %: docs/accuracy.md has the simulated figure.';

/** How many rounds were made, why, and how wide the intervals are after them. */
export const renderRounds = ({ manifest, runs, rounds }: Findings): string => {
  const { plan } = manifest;
  return [
    '## Rounds',
    `${describeRounds(plan, rounds, describeMissingParts({ manifest, runs }))} Half the width of an interval from low to high is sqrt(high / low) - 1.`,
    ...(plan.profile.workload.adaptive === undefined ? [] : [optionalStopping]),
  ].join('\n\n');
};
