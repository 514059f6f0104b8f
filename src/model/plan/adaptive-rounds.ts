import type { Failure } from '../failure.ts';
import type { AdaptiveRounds, WorkloadSpec } from '../profile/profile.ts';
import { failed, success, type Result } from '../result.ts';
import { renderQuantity, type Share } from '../units.ts';

/** What the options say of added rounds; each overrides its part of the profile's. */
export interface AdaptiveOptions {
  /** Most rounds that count, from 6 to 1000. */
  readonly maxRounds?: number;
  /** Half the width of an interval that is narrow enough, above 0 and at most 1. */
  readonly halfWidth?: Share;
}

/** What one option alone leaves open. */
const adaptiveDefaults: AdaptiveRounds = { maxRounds: 20, halfWidth: 0.02 };

/** Fewest rounds for which the median's exact interval reaches 95 %: 1 - 2 / 2^6 = 96.9 %. */
export const fewestRounds = 6;
/** Most rounds of a plan. */
export const mostRounds = 1000;

const invalid = (option: string, expected: string, got: string): Result<never, Failure> =>
  failed({ reason: 'invalid-option', option, expected, got });

const checkRange = ({ maxRounds, halfWidth }: AdaptiveOptions): Result<void, Failure> => {
  if (
    maxRounds !== undefined &&
    !(Number.isInteger(maxRounds) && maxRounds >= fewestRounds && maxRounds <= mostRounds)
  ) {
    const expected = `a whole number from ${fewestRounds} to ${mostRounds}`;
    return invalid('--max-rounds', expected, String(maxRounds));
  }
  return halfWidth === undefined || (halfWidth > 0 && halfWidth <= 1)
    ? success(undefined)
    : invalid(
        '--half-width',
        'a share above 0 % and at most 100 %',
        renderQuantity('share', halfWidth),
      );
};

/** Where the most rounds come from, for one who has to change them. */
const originOf = (given: AdaptiveRounds | undefined, options: AdaptiveOptions): string => {
  if (options.maxRounds !== undefined) return '';
  return given === undefined ? ', the default' : ", the profile's workload.adaptive.maxRounds";
};

/**
 * The rounds to be added to those of a workload: the profile's, with what the options override.
 * Undefined where neither asks for any.
 */
export const resolveAdaptive = (
  { rounds, adaptive: given }: Pick<WorkloadSpec, 'rounds' | 'adaptive'>,
  options: AdaptiveOptions,
): Result<AdaptiveRounds | undefined, Failure> => {
  const checked = checkRange(options);
  if (!checked.ok) return checked;
  const { maxRounds, halfWidth } = options;
  if (given === undefined && maxRounds === undefined && halfWidth === undefined)
    return success(undefined);
  const resolved: AdaptiveRounds = {
    maxRounds: maxRounds ?? given?.maxRounds ?? adaptiveDefaults.maxRounds,
    halfWidth: halfWidth ?? given?.halfWidth ?? adaptiveDefaults.halfWidth,
  };
  return resolved.maxRounds < rounds
    ? invalid(
        '--max-rounds',
        `a whole number from ${rounds}, the fewest rounds, to ${mostRounds}`,
        `${resolved.maxRounds}${originOf(given, options)}`,
      )
    : success(resolved);
};
