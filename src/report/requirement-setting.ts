import type { HostFacts } from '../model/host-facts.ts';
import { describeField } from '../model/plan/describe-constraints.ts';
import { listFields } from '../model/profile/parameter-value.ts';
import { weightStream } from '../model/projection/dimensionless.ts';
import { measureStream } from '../model/projection/measured-stream.ts';
import type { SolvedRequirement } from '../model/requirement/solve.ts';
import { appliedLevel, describeScale, isScaled } from '../model/tier/scale.ts';
import { describeQuantity } from '../model/units.ts';
import { describeRate } from './estimate-text.ts';
import type { Findings } from './findings.ts';
import { describeLevel } from './level-text.ts';
import { describeSeveral } from './merged-text.ts';

const short = (value: number): string => String(Number(value.toPrecision(3)));

/**
 * The required bandwidth in terms of the model's weight stream without limits, as a clause; empty where it
 * makes no sense (another parameter, prompts) or where the stream was not measured.
 */
export const describeStreamRatio = (
  { manifest, curves, drift }: Findings,
  { parameter, metric, test, outcome }: SolvedRequirement,
): string => {
  if (parameter !== 'tier.readBandwidth' || metric !== 'tg' || outcome.kind === 'not-derivable')
    return '';
  if (drift.verdict === 'drifting')
    return '; what it is of the weight stream is left out, because the session drifted and nothing absolute may be claimed from it';
  const { plan, model } = manifest;
  const measured = measureStream({ plan, curves, layers: model.layers }, test);
  if (measured?.ok !== true || measured.value.test !== test) return '';
  const { stream } = measured.value;
  const applied = appliedLevel(plan.profile.constraints.tier ?? {}, parameter, outcome.value);
  const bytes = describeQuantity('bytes', Math.round(stream.bytesPerToken));
  return (
    `, that is ${short(applied / weightStream(stream))} times the model's weight stream in ${curves.reference} ` +
    `(${describeQuantity('bytes-per-second', weightStream(stream))} = ${bytes} per token x ${describeRate(stream.tokensPerSecond)} tokens/s)`
  );
};

/**
 * What was applied here for the required level of a scaled tier, as a clause that says what is modelled;
 * empty where levels are applied as they are written.
 */
export const describeScaled = (
  { manifest }: Findings,
  { parameter, unit, outcome }: SolvedRequirement,
): string => {
  const { tier = {} } = manifest.plan.profile.constraints;
  if (!isScaled(tier, parameter) || outcome.kind === 'not-derivable') return '';
  const applied = describeLevel(appliedLevel(tier, parameter, outcome.value), unit);
  const how = describeScale(tier, unit.dimension === 'time' ? 'time' : 'bandwidth');
  return `, modelled: measured here as ${applied}, ${how}`;
};

const isSwept = (path: string, parameter: string): boolean =>
  path === parameter || path.startsWith(`${parameter}.`);

/** The nominal values of all parameters but the swept one: they are part of the statement. */
export const describeOthers = ({ manifest }: Findings, parameter?: string): string => {
  const others = listFields(manifest.plan.profile.constraints)
    .filter(({ path }) => parameter === undefined || !isSwept(path, parameter))
    .map((field) => `${field.path} ${describeField(field)}`);
  if (others.length === 0) return '';
  const subject =
    parameter === undefined ? 'What is not swept stays at' : 'The other limits stay at';
  return `${subject} ${others.join(', ')}.`;
};

const references: Readonly<Record<Findings['curves']['reference'], string>> = {
  null: 'null is the same machinery without limits',
  baseline: 'in the baseline nothing is applied',
};

/** Rounds that the bound levels of a curve rest on. */
const describeRounds = (
  { curves }: Findings,
  { parameter, test }: Pick<SolvedRequirement, 'parameter' | 'test'>,
): string => {
  const rounds = curves.sweeps
    .filter((sweep) => sweep.parameter === parameter)
    .flatMap((sweep) => sweep.curves.filter((curve) => curve.test === test))
    .flatMap(({ points }) => points)
    .filter(({ verdict }) => verdict.verdict === 'bound')
    .map((point) => point.rounds);
  const [fewest, most] = [Math.min(...rounds), Math.max(...rounds)];
  if (rounds.length === 0) return 'no rounds';
  const number = fewest === most ? String(most) : `${fewest} to ${most}`;
  return `${number} ${most === 1 ? 'round' : 'rounds'}`;
};

const describeProcessors = ({ cpuModel, cpus }: HostFacts): string =>
  `${cpuModel ?? 'unknown processor'}, ${cpus} processors`;

const describeHosts = ({ manifest }: Findings): string =>
  describeSeveral(manifest, describeProcessors) ??
  `host ${manifest.host.hostname} (${describeProcessors(manifest.host)})`;

/** On what a requirement was found: reference, model, host, program, rounds, seed. */
export const describeSetting = (
  findings: Findings,
  solved: SolvedRequirement,
  folder?: string,
): string => {
  const { plan, model, workload, createdUtc } = findings.manifest;
  return [
    `Ratios are within rounds to ${findings.curves.reference}: ${references[findings.curves.reference]}.`,
    `Model ${model.name} (${model.architecture}, ${model.layers} layers, ${describeQuantity('bytes', model.bytes)}), ${describeHosts(findings)}, ` +
      `llama-bench ${workload.version}, ${describeRounds(findings, solved)}, seed ${plan.seed}, ${createdUtc.slice(0, 10)}${folder === undefined ? '' : ` (runs in ${folder})`}.`,
  ].join(' ');
};

/** What a requirement on prompts leaves out on a machine that computes slowly. */
export const describeBias = ({ metric }: SolvedRequirement): string =>
  metric === 'pp'
    ? 'A processor without an accelerator is bound by computation early in prompts: what an accelerator needs may be stricter.'
    : '';
