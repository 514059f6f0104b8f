import type { Dimension } from '../model/dimension.ts';
import { findParameter } from '../model/profile/parameters.ts';
import { describeCounted } from './counted-text.ts';

/** Values that are no parameters of a profile: they follow from several. */
const derived: Readonly<Record<string, Dimension>> = {
  'tier.effectiveBandwidth': 'bytes-per-second',
};

/** The tier says 0 where it limits nothing; of the kernel's constraints 0 is a limit, such as no swap. */
const isLimit = (name: string, value: number): boolean => value !== 0 || !name.startsWith('tier.');

/** Values that were read back, in words; `nothing` without any. */
export const describeApplied = (applied: Readonly<Record<string, number>>): string => {
  const values = Object.entries(applied)
    .filter(([name, value]) => isLimit(name, value))
    .map(([name, value]) => {
      const dimension = findParameter(name)?.dimension ?? derived[name] ?? 'count';
      return `${name} ${describeCounted(dimension, value)}`;
    });
  return values.length === 0 ? 'nothing' : values.join(', ');
};
