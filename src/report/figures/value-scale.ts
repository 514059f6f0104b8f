/** The vertical axis of a figure. */
export interface ValueScale {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [low: number, high: number];
  /** Where ticks stand on a logarithmic scale. */
  readonly ticks?: readonly number[];
  /** Pixels from the top of a plot of this height. */
  readonly pixelOf: (value: number, height: number) => number;
}

/** From the smallest to the largest value by more than this, a linear axis hides the small ones. */
const largestLinearSpread = 10;
const mostTicks = 8;
/** Ticks of a decade, from many to few. */
const tickSteps = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5], [1, 2, 5], [1]] as const;

/** A linear axis from 0 up to at least `least`. */
export const linearScale = (values: readonly number[], least = 0): ValueScale => {
  const high = Math.max(least, 1.04 * Math.max(...values, 0)) || 1;
  return {
    type: 'linear',
    domain: [0, high],
    pixelOf: (value, height) => height * (1 - value / high),
  };
};

const ticksOf = (low: number, high: number): readonly number[] => {
  const within = (steps: readonly number[]): readonly number[] => {
    const decades: number[] = [];
    for (let at = Math.floor(Math.log10(low)); at <= Math.log10(high); at += 1) decades.push(at);
    return decades
      .flatMap((decade) => steps.map((step) => Number(`${step}e${decade}`)))
      .filter((tick) => tick >= low && tick <= high);
  };
  return tickSteps.map(within).find(({ length }) => length <= mostTicks) ?? [];
};

/** A logarithmic axis around the values that are above 0. */
export const logScale = (values: readonly number[]): ValueScale => {
  const positive = values.filter((value) => value > 0);
  const low = Math.min(...positive) / 1.25;
  const high = Math.max(...positive) * 1.25;
  return {
    type: 'log',
    domain: [low, high],
    ticks: ticksOf(low, high),
    pixelOf: (value, height) =>
      (height * (Math.log(high) - Math.log(Math.max(value, low)))) / Math.log(high / low),
  };
};

/** A logarithmic axis where the values are far apart, else a linear one. */
export const fittingScale = (values: readonly number[]): ValueScale => {
  const positive = values.filter((value) => value > 0);
  return positive.length > 0 && Math.max(...positive) / Math.min(...positive) > largestLinearSpread
    ? logScale(positive)
    : linearScale(values);
};
