import { coverageOf } from '../../../../test/support/solve-coverage.ts';
import type { Part } from '../../part.ts';
import { describeSimulation, percent, rowOf, simulateAll } from '../simulate.ts';

const target = 0.93;

export const coverage: Part = {
  name: 'coverage',
  title: 'Whether the interval of a requirement holds the truth',
  method: `${describeSimulation} Given is the share of the derived levels whose interval holds the true one.`,
  run: ({ say }) =>
    Promise.resolve({
      repeated: 0,
      rows: simulateAll(say).map(({ what, found }) => {
        const share = coverageOf(found.derived);
        return rowOf(what, {
          asked: '95 %',
          measured: percent(share),
          target: `at least ${target * 100} %`,
          met: share >= target,
        });
      }),
    }),
};
