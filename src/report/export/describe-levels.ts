import type { SweepPoint } from '../../model/plan.ts';

/** Every level that a case stands for, e.g. `tier.readBandwidth=50GB/s, tier.residency=0%`. */
export const describeLevels = (points: readonly SweepPoint[]): string =>
  points
    .map(({ parameter, level }) => `${parameter}=${level.text.replaceAll(/\s/g, '')}`)
    .join(', ');
