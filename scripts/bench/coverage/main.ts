import { runSuite } from '../suite.ts';
import type { Workshop } from '../workshop.ts';
import { autocorrelation } from './parts/autocorrelation.ts';
import { changepointPenalties } from './parts/changepoint-penalty.ts';
import { changepoints } from './parts/changepoints.ts';
import { driftSlope } from './parts/drift-slope.ts';
import { pairedHodgesLehmann } from './parts/paired-hodges-lehmann.ts';
import { pairedMedian } from './parts/paired-median.ts';
import { stopping } from './parts/stopping.ts';
import { tailBound } from './parts/tail-bound.ts';
import { twoSamples } from './parts/two-samples.ts';

/** Shows by simulation how often intervals hold the truth and how often chance alone raises an alarm. */
await runSuite<Workshop>({
  name: 'coverage',
  repeatNote: '; of no effect here, for simulations have their own trials and seeds',
  hasScopes: false,
  parts: [
    ...[pairedMedian, pairedHodgesLehmann, stopping, twoSamples, driftSlope, tailBound],
    ...[autocorrelation, changepoints, changepointPenalties],
  ],
  furnish: (shop) => Promise.resolve(shop),
});
