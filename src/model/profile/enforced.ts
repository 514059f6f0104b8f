import { listFields } from './parameter-value.ts';
import type { Constraints, Profile } from './profile.ts';

/** Parameters that this version puts on a host. A parameter joins when the mechanism behind it does. */
export const enforcedParameters: ReadonlySet<string> = new Set([
  'tier.readBandwidth',
  'tier.readLatency',
  'tier.readLatency.p50',
  'tier.readLatency.p90',
  'tier.readLatency.p99',
  'tier.readLatency.p99.9',
  'tier.readLatency.max',
  'tier.accessSize',
  'tier.queueDepth',
  'tier.prefetch',
  'tier.buffer',
  'tier.residency',
  'tier.placement',
  'tier.stall.every',
  'tier.stall.for',
  'tier.stall.pattern',
  'tier.unitSize',
]);

/** Constraints that this version puts on a host even when they hold no limit. */
const enforcedConstraints: ReadonlySet<string> = new Set(['tier']);

/** The parameters of constraints that `enforced` lacks, by dotted path; a bare constraint by its name. */
export const findUnenforcedIn = (
  constraints: Constraints,
  enforced: ReadonlySet<string> = enforcedParameters,
): readonly string[] => {
  const bare = Object.entries(constraints)
    .filter(
      ([name, value]) =>
        Object.keys(value as object).length === 0 && !enforcedConstraints.has(name),
    )
    .map(([name]) => name);
  const fields = listFields(constraints).map(({ path }) => path);
  return [...fields.filter((path) => !enforced.has(path)), ...bare];
};

/**
 * What a profile asks for and `enforced` lacks: parameters of its constraints and sweeps, and
 * `workload.start` when each run is to start cold. A run with any of them would claim what never acted.
 */
export const findUnenforced = (
  { constraints, sweeps, workload }: Pick<Profile, 'constraints' | 'sweeps' | 'workload'>,
  enforced: ReadonlySet<string> = enforcedParameters,
): readonly string[] => {
  const swept = sweeps.map(({ parameter }) => parameter).filter((path) => !enforced.has(path));
  const start =
    workload.start === 'cold' && !enforced.has('workload.start') ? ['workload.start'] : [];
  return [...new Set([...findUnenforcedIn(constraints, enforced), ...swept, ...start])];
};
