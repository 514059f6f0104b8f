import type { CasePoint } from '../curve/case-point.ts';
import type { Curves } from '../curve/curves.ts';
import type { Plan } from '../plan.ts';
import { describeField } from '../plan/describe-constraints.ts';
import { listFields } from '../profile/parameter-value.ts';
import type { Level } from '../profile/profile.ts';
import type { Bytes } from '../units.ts';
import { checkCase, checkLevel, type Check } from './check.ts';
import type { SolvedRequirement } from './solve.ts';

/** What a level is held against, beside the requirement itself. */
export interface CheckedSweep {
  readonly plan: Plan;
  readonly curves: Curves;
  readonly modelBytes: Bytes;
}

/** A requirement held against a level. */
export interface CheckedRequirement extends Check {
  readonly solved: SolvedRequirement;
  /** The level in words. */
  readonly level: string;
}

/** A size in the unit of the requirement's levels: bytes, or a share of the model. */
const inUnit = (
  { value, ofModel }: Pick<Level, 'value' | 'ofModel'>,
  { unit }: SolvedRequirement,
  modelBytes: Bytes,
): number => {
  if (ofModel === unit.ofModel) return value;
  return ofModel === true ? value * modelBytes : value / modelBytes;
};

const nominalLevel = (plan: Plan, parameter: string): Level | undefined => {
  const field = listFields(plan.profile.constraints).find(({ path }) => path === parameter);
  if (field === undefined || typeof field.value === 'string') return undefined;
  const text = describeField(field);
  if (typeof field.value === 'number') return { text, value: field.value };
  return field.value.kind === 'bytes'
    ? { text, value: field.value.bytes }
    : { text, value: field.value.share, ofModel: true };
};

/** The measured nominal case in a test, as a level of a sweep or by itself. */
const nominalPoint = ({ plan, curves }: CheckedSweep, test: string): CasePoint | undefined => {
  const id = plan.cases.find(({ kind }) => kind === 'nominal')?.id;
  return [
    ...curves.nominal,
    ...curves.sweeps.flatMap((sweep) => sweep.curves.flatMap(({ points }) => points)),
  ].find((point) => point.caseId === id && point.test === test);
};

/**
 * Holds a level against a requirement: the given one, else the nominal value of its parameter. A nominal
 * value that is no single level, such as a latency with quantiles, is judged by its measured case.
 */
export const checkRequirement = (
  solved: SolvedRequirement,
  sweep: CheckedSweep,
  given?: Level,
): CheckedRequirement => {
  const { parameter, test, keep } = solved;
  const level = given ?? nominalLevel(sweep.plan, parameter);
  if (level === undefined)
    return { solved, level: 'its nominal value', ...checkCase(nominalPoint(sweep, test), keep) };
  return {
    solved,
    level: level.text,
    ...checkLevel(inUnit(level, solved, sweep.modelBytes), solved),
  };
};
