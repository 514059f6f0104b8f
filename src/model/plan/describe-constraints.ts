import { findParameter } from '../profile/parameters.ts';
import { listFields } from '../profile/parameter-value.ts';
import type { Constraints } from '../profile/profile.ts';
import { describeQuantity } from '../units.ts';

const describeField = ({ path, value }: ReturnType<typeof listFields>[number]): string => {
  if (typeof value === 'string') return `${path} ${value}`;
  if (typeof value === 'number') {
    const parameter = findParameter(path);
    return `${path} ${parameter === undefined ? value : describeQuantity(parameter.dimension, value)}`;
  }
  return value.kind === 'bytes'
    ? `${path} ${describeQuantity('bytes', value.bytes)}`
    : `${path} ${describeQuantity('share', value.share)} of model`;
};

/** Constraints on one line, e.g. `tier.readBandwidth 50 GB/s, tier.readLatency 5 us`. */
export const describeConstraints = (constraints: Constraints): string => {
  const bare = Object.entries(constraints)
    .filter(([, limits]) => Object.keys(limits as object).length === 0)
    .map(([name]) => (name === 'background' ? 'no background load' : `${name} without limit`));
  const all = [...listFields(constraints).map(describeField), ...bare];
  return all.length === 0 ? 'nothing applied' : all.join(', ');
};
