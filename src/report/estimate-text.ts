import type { Estimate } from '../model/statistics/estimate.ts';

/** What stands where there are too few rounds for an interval. */
const noInterval = 'indicative, no interval';

/** A rate for people: four significant digits, or all before the point. */
export const describeRate = (value: number): string =>
  value >= 1000 ? value.toFixed(0) : value.toPrecision(4);

/** A ratio for people: three decimals, so that columns line up. */
export const describeRatio = (value: number): string => value.toFixed(3);

/** The interval of an estimate, or that there is none. */
export const describeInterval = (
  estimate: Estimate | undefined,
  describe: (value: number) => string,
): string => {
  if (estimate === undefined) return '';
  return estimate.low === undefined || estimate.high === undefined
    ? noInterval
    : `${describe(estimate.low)} to ${describe(estimate.high)}`;
};

/** An estimate in the running text, e.g. `0.912, 95 % interval 0.905 to 0.921`. */
export const describeEstimate = (
  estimate: Estimate,
  describe: (value: number) => string,
): string => {
  const interval = describeInterval(estimate, describe);
  const label = interval === noInterval ? interval : `95 % interval ${interval}`;
  return `${describe(estimate.value)}, ${label}`;
};
