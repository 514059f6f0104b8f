import type { Part } from '../../part.ts';
import { measureCapped } from '../capped.ts';
import type { KernelWorkshop } from '../kernel-workshop.ts';

export const readCap: Part<KernelWorkshop> = {
  name: 'read-cap',
  title: 'A cap on read bandwidth',
  method:
    'fio reads a file of 256 MiB in order and past the page cache, in blocks of 1 MiB with 8 in flight, for 8 s after a second that is not counted. ' +
    "Its witnesses are the device's own counters (the stat of its folder in /sys, everybody's reads), which the benchmark itself looks at within these seconds, and what fio reports. " +
    'fio counts the blocks that are in flight when its time is over, but not the time that they take: 8 MiB, which is 2 % at 50 MB/s and 1 % at 100 MB/s. ' +
    'Without a cap is without emulate.',
  run: (shop) =>
    measureCapped(shop, [
      {
        what: 'direct reads',
        constraints: '{ io: { readBandwidth: 1 GB/s } }',
        parameter: 'io.readBandwidth',
        levels: [50e6, 100e6, 200e6, 500e6, 1e9],
        options: ['--direct=1', '--ioengine=libaio', '--iodepth=8', '--rw=read', '--bs=1M'],
        target: 0.03,
      },
    ]),
};
