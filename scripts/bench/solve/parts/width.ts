import type { Part } from '../../part.ts';
import {
  describeBias,
  describeSimulation,
  describeWidth,
  rowOf,
  simulateAll,
} from '../simulate.ts';

export const width: Part = {
  name: 'width',
  title: 'How wide the interval of a requirement is',
  method: `${describeSimulation} Given is the median of the upper end over the lower one, how many of the sweeps have both ends within the tested range, and the median error of the level itself, which asks for too much where the law bends between two levels.`,
  run: ({ say }) =>
    Promise.resolve({
      repeated: 0,
      rows: simulateAll(say).map(({ what, found }) =>
        rowOf(what, {
          measured: `${describeWidth(found.derived)}; error ${describeBias(found.derived)}`,
        }),
      ),
    }),
};
