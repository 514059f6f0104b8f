import { binomialCdf } from './binomial.ts';

/** Ranks of the order statistics that bound a median; they count from 1. */
export interface MedianRanks {
  readonly low: number;
  readonly high: number;
  /** The probability that the true median lies between them: at least the level asked for. */
  readonly coverage: number;
}

/** The level of every interval in this program. */
export const confidenceLevel = 0.95;

/** The pair of ranks with this distance that lies in the middle, or just below it. */
const middleRanks = (distance: number, count: number): MedianRanks => {
  const low = Math.floor((count + 1 - distance) / 2);
  const high = low + distance;
  const coverage = binomialCdf(high - 1, count, 0.5) - binomialCdf(low - 1, count, 0.5);
  return { low, high, coverage };
};

const findRanks = (count: number, confidence: number): MedianRanks | undefined => {
  if (count < 2) return undefined;
  let enough = middleRanks(count - 1, count);
  if (enough.coverage < confidence) return undefined;
  let tooNarrow = 0;
  while (enough.high - enough.low - tooNarrow > 1) {
    const distance = Math.floor((tooNarrow + enough.high - enough.low) / 2);
    const ranks = middleRanks(distance, count);
    if (ranks.coverage >= confidence) enough = ranks;
    else tooNarrow = distance;
  }
  return enough;
};

/** The last answer: the points of a sweep have as many values each, and to sum a binomial takes longer than to sort them. */
let last: { count: number; confidence: number; ranks: MedianRanks | undefined } | undefined;

/**
 * The order statistics that bound the median of `count` independent values with at least the given
 * confidence, whatever their distribution: the number of values below the true median is binomial
 * with chance one half. No pair of ranks that is closer together covers enough, and of all pairs at that
 * distance those in the middle cover most. This is the table of J.-Y. Le Boudec, Performance
 * Evaluation of Computer and Communication Systems, appendix A. Undefined where even the extremes
 * cover too little: below 6 values for 95 %.
 *
 * The coverage goes by steps. It can exceed what was asked for (98.4 % with 7 values, 97.9 % with 10),
 * and then the next narrower pair has too little. With 8, 11, 14, 16, 19 and some other numbers of
 * values two pairs that mirror each other are equal, and the lower is taken, as in that table: the
 * truth is then more often above the interval than below it (3.5 % against 0.4 % with 8 values).
 */
export const medianRanks = (
  count: number,
  confidence: number = confidenceLevel,
): MedianRanks | undefined => {
  if (last?.count !== count || last.confidence !== confidence)
    last = { count, confidence, ranks: findRanks(count, confidence) };
  return last.ranks;
};
