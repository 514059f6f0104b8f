import type { Case, SweepPoint } from '../plan.ts';
import { findParameter } from '../profile/parameters.ts';
import { writeParameter } from '../profile/parameter-value.ts';
import type { Constraints, Level, Profile, Sweep } from '../profile/profile.ts';
import { withoutLimits } from './null-constraints.ts';

/** Parsing and writing both keep the order of keys, so equal constraints have equal texts. */
const identity = (constraints: Constraints): string => JSON.stringify(constraints);

/** A level of a parameter as a case stands for it. */
export const sweepPoint = (parameter: string, level: Level): SweepPoint => {
  const known = findParameter(parameter);
  if (known === undefined) throw new Error(`Internal error: no parameter '${parameter}'`);
  return { parameter, dimension: known.dimension, level };
};

const levelCase = (profile: Profile, { parameter }: Sweep, level: Level): Case => ({
  id: `${parameter}=${level.text.replace(/\s/g, '')}`,
  kind: 'level',
  constraints: writeParameter(profile.constraints, parameter, level),
  points: [sweepPoint(parameter, level)],
});

/** Cases with the same constraints become one, which stands for the points of all. */
const mergeEqual = (cases: readonly Case[]): readonly Case[] => {
  const merged = new Map<string, Case>();
  for (const each of cases) {
    const key = identity(each.constraints);
    const first = merged.get(key);
    merged.set(
      key,
      first === undefined ? each : { ...first, points: [...first.points, ...each.points] },
    );
  }
  return [...merged.values()];
};

/** The two cases without limits that every round holds; baseline alone where nothing is constrained. */
export const listFixedCases = ({ constraints }: Profile): readonly Case[] => {
  const baseline: Case = { id: 'baseline', kind: 'baseline', constraints: {}, points: [] };
  const bare: Case = {
    id: 'null',
    kind: 'null',
    constraints: withoutLimits(constraints),
    points: [],
  };
  return Object.keys(constraints).length === 0 ? [baseline] : [baseline, bare];
};

/**
 * The cases of a profile: baseline, null, and one for each distinct set of constraints that its
 * sweeps make. The nominal constraints are a case of their own when some level is the nominal value
 * (the case then stands for that level in every sweep), or when there is nothing else to measure;
 * otherwise no curve would have a place for them.
 */
export const listCases = (profile: Profile): readonly Case[] => {
  const { constraints, sweeps } = profile;
  const fixed = listFixedCases(profile);
  const bare = fixed.find(({ kind }) => kind === 'null');
  if (bare === undefined) return fixed;
  const nominal: Case = { id: 'nominal', kind: 'nominal', constraints, points: [] };
  const levels = sweeps.flatMap((sweep) =>
    sweep.levels.map((level) => levelCase(profile, sweep, level)),
  );
  const merged = mergeEqual([nominal, ...levels]).filter(
    ({ kind, points }) => kind !== 'nominal' || points.length > 0 || sweeps.length === 0,
  );
  const isNull = (each: Case): boolean =>
    each.points.length === 0 && identity(each.constraints) === identity(bare.constraints);
  return [...fixed, ...merged.filter((each) => !isNull(each))];
};
