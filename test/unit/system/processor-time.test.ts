import { describe, expect, it } from 'vitest';
import {
  parseProcessorTime,
  readCpuPressureUs,
  readProcessorTime,
} from '../../../src/system/processor-time.ts';
import { createFakeProcFiles } from '../../support/fakes/proc-files.ts';

const text = [
  'cpu  100 20 30 4000 50 6 7 8 90 10',
  'cpu0 50 10 15 2000 25 3 3 4 45 5',
  'cpu2 50 10 15 2000 25 3 4 4 45 5',
  'intr 5 0 0',
  'ctxt 9',
].join('\n');

describe('/proc/stat', () => {
  it('tells the time of everything that ran, in which that of guests is already', () => {
    expect(parseProcessorTime(text)).toEqual({
      ...{ cpus: 2, busyTicks: 163, interruptTicks: 13, stealTicks: 8 },
    });
    expect(readProcessorTime(createFakeProcFiles({ 'proc/stat': text }))?.cpus).toBe(2);
  });

  it('is read of kernels that know no steal', () => {
    expect(parseProcessorTime('cpu  1 2 3 4\ncpu0 1 2 3 4\n')).toEqual({
      ...{ cpus: 1, busyTicks: 6, interruptTicks: 0, stealTicks: 0 },
    });
  });

  it.each(['', 'cpu x y z\ncpu0 1\n', 'cpu  1 2 3 4\n'])('is none: %j', (other) => {
    expect(parseProcessorTime(other)).toBeUndefined();
  });

  it('may be out of reach', () => {
    expect(readProcessorTime(createFakeProcFiles())).toBeUndefined();
    const told = '50 31 0:50 /proc/stat /proc/stat rw - fuse.lxcfs lxcfs rw';
    const container = createFakeProcFiles({ 'proc/stat': text, 'proc/self/mountinfo': told });
    expect(readProcessorTime(container)).toBeUndefined();
  });
});

describe('/proc/pressure/cpu', () => {
  const some = 'some avg10=27.48 avg60=19.85 avg300=8.51 total=8304369619';
  it.each([
    [`${some}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n`, 8_304_369_619],
    ['', undefined],
  ])('tells the time in which something waited', (content, total) => {
    expect(readCpuPressureUs(createFakeProcFiles({ 'proc/pressure/cpu': content }))).toBe(total);
  });
});
