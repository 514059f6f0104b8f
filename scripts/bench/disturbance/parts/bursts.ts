import { createRandom } from '../../../../src/model/random.ts';
import { startHogs } from '../../../../test/support/hogs.ts';
import type { Part } from '../../part.ts';
import { sweepInPeace } from '../peace.ts';
import { compareSweeps, countAttempts } from '../rows.ts';
import { makeSweep, type Beside } from '../sweep.ts';

/** A burst of a second to four, then peace for two to eleven: a quarter to a third of the time. */
const burstMs = { least: 1000, more: 3000 } as const;
const peaceMs = { least: 2000, more: 9000 } as const;

/** They compute now and then, whatever is measured. */
const besideBursts: Beside = () => {
  const hogs = startHogs(1);
  const random = createRandom(1);
  let timer: NodeJS.Timeout | undefined;
  const wait = ({ least, more }: typeof burstMs | typeof peaceMs, then: () => void): void => {
    timer = setTimeout(then, least + random.integerBelow(more));
  };
  const calm = (): void => {
    hogs.halt();
    wait(peaceMs, burst);
  };
  const burst = (): void => {
    hogs.go();
    wait(burstMs, calm);
  };
  calm();
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      hogs[Symbol.dispose]();
    },
  };
};

export const bursts: Part = {
  name: 'bursts',
  title: 'Other programs now and then',
  method:
    'The same, beside one program for each processor that computes in bursts of 1 to 4 s with 2 to 11 s between them, whatever is measured meanwhile.',
  run: async (shop) => {
    const peaceful = await sweepInPeace(shop);
    const disturbed = await makeSweep(shop, besideBursts);
    return {
      repeated: 0,
      rows: [...compareSweeps(peaceful, disturbed), countAttempts('attempts', disturbed)],
    };
  },
};
