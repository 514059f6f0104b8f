import type { Dimension } from '../dimension.ts';
import { findParameter } from '../profile/parameters.ts';
import { listFields } from '../profile/parameter-value.ts';
import type { Constraints } from '../profile/profile.ts';
import { describeQuantity } from '../units.ts';

/** Fields that are no parameters: nothing can be swept there. */
const otherDimensions: Readonly<Record<string, Dimension>> = {
  'tier.scale.referenceBandwidth': 'bytes-per-second',
  'tier.scale.host': 'bytes-per-second',
};

/** The value of one field of constraints, e.g. `50 GB/s`, `60 % of model`. */
export const describeField = ({ path, value }: ReturnType<typeof listFields>[number]): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    const dimension = findParameter(path)?.dimension ?? otherDimensions[path];
    return dimension === undefined ? String(value) : describeQuantity(dimension, value);
  }
  return value.kind === 'bytes'
    ? describeQuantity('bytes', value.bytes)
    : `${describeQuantity('share', value.share)} of model`;
};

/** Constraints on one line, e.g. `tier.readBandwidth 50 GB/s, tier.readLatency 5 us`. */
export const describeConstraints = (constraints: Constraints): string => {
  const bare = Object.entries(constraints)
    .filter(([, limits]) => Object.keys(limits as object).length === 0)
    .map(([name]) => (name === 'background' ? 'no background load' : `${name} without limit`));
  const all = [
    ...listFields(constraints).map((field) => `${field.path} ${describeField(field)}`),
    ...bare,
  ];
  return all.length === 0 ? 'nothing applied' : all.join(', ');
};
