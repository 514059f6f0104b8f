import type { Requirement } from '../model/profile/profile.ts';
import type { SolvedRequirement } from '../model/requirement/solve.ts';
import { describeQuantity } from '../model/units.ts';
import type { Findings } from './findings.ts';
import { describeOthers } from './requirement-setting.ts';
import { describeHeadline } from './requirement-text.ts';

const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

const metricNames: Readonly<Record<Requirement['metric'], string>> = {
  tg: 'decode',
  pp: 'prompt processing',
};

const without = ({ curves }: Findings): string =>
  curves.reference === 'null'
    ? 'reaches through the same machinery without limits (the case _null_)'
    : 'reaches when nothing is limited (the case _baseline_)';

const describeQuestion = (findings: Findings): string => {
  const { sweeps } = findings.curves;
  const { profile, design } = findings.manifest.plan;
  const { requirements } = profile;
  if (design !== undefined) {
    const varied = list(profile.sweeps.map(({ parameter }) => `\`${parameter}\``));
    return `How much does each of ${varied} change throughput, against what this machine ${without(findings)}?`;
  }
  if (sweeps.length === 0)
    return `What share of the throughput that this machine ${without(findings)} is left under the limits of this profile?`;
  const parameters = list(sweeps.map(({ parameter }) => `\`${parameter}\``));
  if (requirements.length === 0)
    return `How does throughput change with ${parameters}, against what this machine ${without(findings)}?`;
  const kept = requirements.map(
    ({ metric, keep }) =>
      `${describeQuantity('share', keep)} of the throughput in ${metricNames[metric]}`,
  );
  const each = sweeps.length === 1 ? '' : ', each by itself,';
  return `What must ${parameters} be${each} to keep ${list(kept)}? 100 % is what this machine ${without(findings)}.`;
};

/** Requirements without a level, by parameter: a sweep of many tests has many of them. */
const describeOpen = (open: readonly SolvedRequirement[]): readonly string[] => {
  if (open.length === 0) return [];
  const parameters = [...new Set(open.map(({ parameter }) => parameter))];
  const groups = parameters.map((parameter) => {
    const tests = open.filter((each) => each.parameter === parameter).map(({ test }) => test);
    return `\`${parameter}\` for ${list([...new Set(tests)])}`;
  });
  return [
    `- Not derivable from the tested levels: ${groups.join('; ')}. _Requirements_ says why, and what to measure next.`,
  ];
};

/** Of each test the parameter that explains most. */
const describeStrongest = ({ mainEffects }: Findings): string =>
  mainEffects
    .flatMap(({ test, parameters }) => {
      const [most] = parameters.toSorted(
        (one, other) => (other.share?.value ?? 0) - (one.share?.value ?? 0),
      );
      return most?.share === undefined
        ? [`- ${test}: too few cases gave a value to tell.`]
        : [
            `- ${test}: most by \`${most.parameter}\`, which alone explains ${describeQuantity('share', Math.round(most.share.value * 1000) / 1000)} of the variance between cases. _Main effects_ has every level.`,
          ];
    })
    .join('\n');

const describeFound = (findings: Findings): string => {
  const { requirements, curves, manifest } = findings;
  if (manifest.plan.design !== undefined) return describeStrongest(findings);
  const isOpen = ({ outcome }: SolvedRequirement): boolean => outcome.kind === 'not-derivable';
  const found = requirements.filter((solved) => !isOpen(solved));
  return requirements.length === 0
    ? 'No share is asked for; the tables below are the answer.'
    : [
        ...found.map((solved) => `- ${describeHeadline(solved, curves.reference)}`),
        ...describeOpen(requirements.filter(isOpen)),
      ].join('\n');
};

const describeConditions = (findings: Findings): string => {
  const { host, model, workload, plan, createdUtc } = findings.manifest;
  const { rounds } = findings.rounds.decision;
  return [
    `${createdUtc.slice(0, 10)}; host ${host.hostname} (${host.cpuModel ?? 'unknown processor'}, ${host.cpus} processors, ${describeQuantity('bytes', host.memoryBytes)} of memory);`,
    `model ${model.name} (${model.architecture}, ${model.layers} layers, ${describeQuantity('bytes', model.bytes)}), one sequence at a time;`,
    `llama-bench ${workload.version}; ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, seed ${plan.seed}.`,
    describeOthers(findings),
  ]
    .filter((part) => part !== '')
    .join(' ');
};

const modelled = ({ manifest: { plan } }: Findings): string =>
  plan.profile.constraints.tier === undefined
    ? 'Modelled: nothing; the limits are kept by the kernel of this host.'
    : 'Modelled: the tier, that is when its data arrive; no such device was measured.';

const derived = ({ requirements }: Findings): string =>
  requirements.length === 0
    ? ''
    : 'Derived: the required levels, from measured ratios, interpolated between tested levels. ';

/** The question, the answer with its intervals, and the conditions: what is read first, and by many alone. */
export const renderAbstract = (findings: Findings): string =>
  [
    '## Abstract',
    `**Question.** ${describeQuestion(findings)}`,
    '**Answer.**',
    describeFound(findings),
    `**Conditions.** ${describeConditions(findings)}`,
    `**Kind of numbers.** Measured: throughput, times of tokens, what was counted of each limit. ${modelled(findings)} ${derived(findings)}Sourced or assumed: the values that were asked for, as the profile says of each (see _What was asked_).`,
  ].join('\n\n');
