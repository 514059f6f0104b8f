import { countText } from '../count-text.ts';
import type { Case, Plan, PlannedRun } from '../plan.ts';
import { testName } from '../test-name.ts';
import { describeBandwidth } from '../tier/describe-bandwidth.ts';
import { describeQuantity } from '../units.ts';
import { describeConstraints } from './describe-constraints.ts';
import { describeDesign } from './design.ts';
import { leastRuns } from './least-runs.ts';
import { plannedRounds } from './planned-rounds.ts';

const describeValues = ({ kind, constraints, points }: Case): string => {
  const levels = points.map(({ parameter, level }) => `${parameter} ${level.text}`);
  switch (kind) {
    case 'baseline':
      return 'nothing applied';
    case 'null':
      return describeConstraints(constraints);
    case 'nominal':
      return levels.length === 0
        ? 'the nominal values'
        : `the nominal values; the level ${levels.join(' and ')}`;
    case 'design':
      return levels.join(', ');
    case 'level':
      return `nominal, but ${levels.join(' and ')}`;
  }
};

/** What the case sets, and what its tier can deliver where that is not what it asks for. */
const describeCase = (each: Case): string => {
  const { tier } = each.constraints;
  return [describeValues(each), ...(tier === undefined ? [] : describeBandwidth(tier))].join('; ');
};

const numbered = (cases: readonly Case[]): readonly string[] => {
  const digits = String(cases.length).length;
  const width = Math.max(...cases.map(({ id }) => id.length));
  return cases.map((each, index) => {
    const number = String(index + 1).padStart(digits);
    return `  ${number}  ${each.id.padEnd(width)}  ${describeCase(each)}`;
  });
};

const describeOrder = ({ cases, runs }: Plan): readonly string[] => {
  const rounds = new Map<number, PlannedRun[]>();
  for (const run of runs) rounds.set(run.round, [...(rounds.get(run.round) ?? []), run]);
  const digits = String(cases.length).length;
  const warmups = [...rounds.keys()].filter((round) => round < 0).length;
  const lines = [...rounds].map(([round, inRound]) => ({
    name: round < 0 ? `warm-up ${round + warmups + 1}` : `round ${round + 1}`,
    order: inRound.map(({ caseId }) => {
      const number = cases.findIndex(({ id }) => id === caseId) + 1;
      return String(number).padStart(digits);
    }),
  }));
  const width = Math.max(...lines.map(({ name }) => name.length));
  return lines.map(({ name, order }) => `  ${name.padEnd(width)}  ${order.join(' ')}`);
};

/** How many rounds and runs, and of which number more are made only while they are needed. */
const describeSize = (plan: Plan): string => {
  const { profile, cases, runs } = plan;
  const { rounds, adaptive, warmupRounds } = profile.workload;
  const warmup = warmupRounds === 0 ? '' : ` after ${countText(warmupRounds, 'warm-up round')}`;
  const all = countText(cases.length, 'case');
  if (plan.shard !== undefined)
    return `${all}, ${plannedRounds(plan)} of ${countText(rounds, 'round')}${warmup}: ${countText(runs.length, 'run')}`;
  return adaptive === undefined
    ? `${all}, ${countText(rounds, 'round')}${warmup}: ${countText(runs.length, 'run')}`
    : `${all}, ${rounds} to ${adaptive.maxRounds} rounds${warmup}, until every interval is within ` +
        `${describeQuantity('share', adaptive.halfWidth)} of its ratio: ${leastRuns(plan)} to ${runs.length} runs`;
};

const listDesign = ({ design }: Plan): readonly string[] =>
  design === undefined
    ? []
    : [
        `Design: ${describeDesign(design)} over the levels of the sweeps; each changes every swept parameter.`,
      ];

/** Which part this is of what others have the rest of. */
const describePart = (plan: Plan): readonly string[] => {
  const { cases, runs, shard, profile } = plan;
  if (shard === undefined) return [];
  const { rounds } = profile.workload;
  const isDivided =
    runs.filter(({ round }) => round >= 0).length < plannedRounds(plan) * cases.length;
  return [
    `Shard ${shard.index} of ${shard.of}: ${isDivided ? 'a part of one round' : 'whole rounds'}, with the cases that ratios are taken to.`,
    `All shards together have ${countText(rounds, 'round')}, a fixed number: no shard sees the intervals of all. --rounds sets another.`,
  ];
};

const describeGate = ({ profile }: Plan): readonly string[] =>
  profile.workload.disturbance === undefined
    ? ['The gate is off: disturbed runs are neither marked nor repeated.']
    : [];

const describeStart = ({ profile }: Plan): readonly string[] =>
  profile.workload.start === 'cold'
    ? ['Every run begins with none of the model in memory (start: cold).']
    : [];

const orderHeading = ({ profile }: Plan): string => {
  const { rounds, adaptive } = profile.workload;
  const added = adaptive !== undefined && adaptive.maxRounds > rounds;
  return `Order of the cases${added ? ` (rounds after the first ${rounds} only as they are needed)` : ''}`;
};

/** A plan as text: its cases, its tests, and the order of its runs. */
export const renderPlan = (plan: Plan): string => {
  const { profile, cases, tests, seed } = plan;
  return [
    `${profile.name}: ${profile.title}`,
    `${describeSize(plan)}. Seed ${seed}.`,
    ...listDesign(plan),
    ...describePart(plan),
    ...describeStart(plan),
    ...describeGate(plan),
    // Where rounds are added, they are until there are intervals.
    ...(plan.indicative && profile.workload.adaptive === undefined
      ? ['Indicative only: too little is measured for intervals.']
      : []),
    '',
    `Nominal: ${describeConstraints(profile.constraints)}`,
    '',
    `Cases (ratios are taken to ${plan.reference} of the same round)`,
    ...numbered(cases),
    '',
    `Tests of each run, in this order: ${tests.map(testName).join(' ')}`,
    '',
    orderHeading(plan),
    ...describeOrder(plan),
    '',
  ].join('\n');
};
