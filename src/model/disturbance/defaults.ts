import type { DisturbanceLimits } from '../profile/profile.ts';

/**
 * The limits where a profile names none. On a quiet machine threads of llama-bench wait for a processor
 * in less than 1 % of the time they want one; docs/method.md shows what such waits cost.
 */
export const disturbanceDefaults: DisturbanceLimits = {
  runQueue: 0.05,
  steal: 0.02,
  others: 0.1,
  throttled: 0.01,
  repeats: 2,
};
