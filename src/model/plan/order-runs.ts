import type { Case, PlannedRun } from '../plan.ts';
import type { Random } from '../random.ts';

/**
 * Warm-up runs fill the page cache with the model and bring clocks and temperature up. Baseline and
 * null do that as well as all cases would, and a whole round of warm-up would cost a round's time.
 */
const warmsUp = ({ kind }: Case): boolean => kind === 'baseline' || kind === 'null';

/**
 * Every case once in each round, in an order of its own for each round, so that a drift of the
 * machine falls on all cases alike. Warm-up rounds come first and count -n ... -1.
 */
export const orderRuns = (
  cases: readonly Case[],
  warmupRounds: number,
  rounds: number,
  random: Random,
): readonly PlannedRun[] =>
  Array.from({ length: warmupRounds + rounds }, (_, at) => at - warmupRounds)
    .flatMap((round) =>
      random
        .shuffle(round < 0 ? cases.filter(warmsUp) : cases)
        .map(({ id }, order) => ({ round, order, caseId: id })),
    )
    .map((run, index) => ({ index, ...run }));
