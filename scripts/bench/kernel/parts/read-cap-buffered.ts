import type { Part } from '../../part.ts';
import { measureCapped, type Capped } from '../capped.ts';
import type { KernelWorkshop } from '../kernel-workshop.ts';

const buffered = (what: string, engine: string): Capped => ({
  what,
  bare: '{ memory: { max: 64 MiB } }',
  constraints: '{ memory: { max: 64 MiB }, io: { readBandwidth: 1 GB/s } }',
  parameter: 'io.readBandwidth',
  levels: [100e6, 500e6],
  options: ['--rw=read', '--bs=1M', `--ioengine=${engine}`],
});

export const readCapBuffered: Part<KernelWorkshop> = {
  name: 'read-cap-buffered',
  title: 'A cap on read bandwidth, through the page cache',
  method:
    'As above, but through the page cache, by read() and by a mapping, in a scope with 64 MiB of memory, in which nothing of the file is left when it is read again. ' +
    'What the device reads and what the program gets differ by what is read ahead and evicted before its use, so there is no target.',
  run: (shop) => measureCapped(shop, [buffered('read()', 'psync'), buffered('mapping', 'mmap')]),
};
