import { followSweep } from '../../../../test/support/follow-sweep.ts';
import { startHogs } from '../../../../test/support/hogs.ts';
import type { Part } from '../../part.ts';
import { sweepInPeace } from '../peace.ts';
import { compareSweeps, countAttempts } from '../rows.ts';
import { makeSweep, type Beside } from '../sweep.ts';

/** They compute during the first attempts of the mildest level, from the second round on. */
const besideOneLevel: Beside = (out) => {
  const hogs = startHogs(2);
  const following = followSweep(out, (run) => {
    if (run?.case === 'nominal' && run.round >= 1 && run.attempt === 0) hogs.go();
    else hogs.halt();
  });
  return {
    [Symbol.dispose]: () => {
      following[Symbol.dispose]();
      hogs[Symbol.dispose]();
    },
  };
};

export const oneLevel: Part = {
  name: 'one-level',
  title: 'Other programs beside one level',
  method:
    "llama-bench at three bandwidths. In one of two sweeps two programs for each processor compute during the first attempts of the mildest level, in all rounds but the first. A row's asked value is the ratio to null of the sweep in peace; in brackets the 95 % interval.",
  run: async (shop) => {
    const peaceful = await sweepInPeace(shop);
    const disturbed = await makeSweep(shop, besideOneLevel);
    return {
      repeated: 0,
      rows: [
        ...compareSweeps(peaceful, disturbed),
        countAttempts('attempts, in peace', peaceful),
        countAttempts('attempts, disturbed', disturbed),
      ],
    };
  },
};
