import type { CasePoint } from '../model/curve/case-point.ts';

/** The verdict of a point in a word; a point of which nothing was run yet has not failed. */
export const describeVerdict = ({
  verdict,
  rounds,
  failedRuns,
  missingRuns,
}: Pick<CasePoint, 'verdict' | 'rounds' | 'failedRuns' | 'missingRuns'>): string =>
  verdict.verdict === 'failed' && rounds + failedRuns + missingRuns === 0
    ? 'not run'
    : verdict.verdict;
