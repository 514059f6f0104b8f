import type { Part } from '../../part.ts';
import { measureCapped } from '../capped.ts';
import type { KernelWorkshop } from '../kernel-workshop.ts';

export const readCapIops: Part<KernelWorkshop> = {
  name: 'read-cap-iops',
  title: 'A cap on reads per second',
  method:
    'As above, with random blocks of 4 KiB; the numbers are reads per second. A block is one read of the device.',
  run: (shop) =>
    measureCapped(shop, [
      {
        what: 'direct reads of 4 KiB',
        constraints: '{ io: { readIops: 1000 } }',
        parameter: 'io.readIops',
        levels: [500, 2000, 10_000],
        options: [
          ...['--direct=1', '--ioengine=libaio', '--iodepth=8', '--rw=randread', '--bs=4k'],
          ...['--norandommap', '--randrepeat=0'],
        ],
        target: 0.03,
      },
    ]),
};
