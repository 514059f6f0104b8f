import { coverageOf } from '../../../../test/support/solve-coverage.ts';
import type { Part } from '../../part.ts';
import { describeSimulation, describeWidth, percent, rowOf, simulateAll } from '../simulate.ts';

export const closedForm: Part = {
  name: 'closed-form',
  title: 'The requirement from the physics fit',
  method: `${describeSimulation} Given is the share of intervals from the physics fit that hold the true bandwidth, and the median of the upper end over the lower one. The law is the true one here; on a machine it may not be, so this stands beside the isotonic fit and not in its place.`,
  run: ({ say }) =>
    Promise.resolve({
      repeated: 0,
      rows: simulateAll(say)
        .filter(({ found }) => found.closedForm.length > 0)
        .map(({ what, found }) =>
          rowOf(what, {
            asked: '95 %',
            measured: `${percent(coverageOf(found.closedForm))}; ${describeWidth(found.closedForm)}`,
          }),
        ),
    }),
};
