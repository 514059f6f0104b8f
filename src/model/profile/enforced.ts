import type { Profile } from './profile.ts';

/**
 * What a profile asks for and this version cannot put on a host: that each run start cold. A run
 * that asks for it would claim what never acted.
 */
export const findUnenforced = ({ workload }: Pick<Profile, 'workload'>): readonly string[] =>
  workload.start === 'cold' ? ['workload.start'] : [];
