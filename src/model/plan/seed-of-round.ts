/**
 * The seed of what constraints draw in a round: every round samples the distributions anew, every
 * case within a round draws the same. A whole number from 0 to 2^32 - 1; `round` may be negative.
 */
export const seedOfRound = (planSeed: number, round: number): number => (planSeed + round) >>> 0;
