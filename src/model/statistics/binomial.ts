/**
 * The probability that at most `successes` of `trials` independent trials succeed, each with
 * probability `chance` (0 to 1, both excluded). Summed in logarithms, so that many thousand trials
 * do not underflow.
 */
export const binomialCdf = (successes: number, trials: number, chance: number): number => {
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  const logOdds = Math.log(chance) - Math.log1p(-chance);
  let logTerm = trials * Math.log1p(-chance);
  let sum = Math.exp(logTerm);
  for (let each = 1; each <= successes; each += 1) {
    logTerm += Math.log((trials - each + 1) / each) + logOdds;
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
};
