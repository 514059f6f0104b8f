import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  loadArguments,
  ratesOfJob,
  writingArguments,
} from '../../../../src/drivers/background/argv.ts';
import { resolveBackground } from '../../../../src/model/background/load.ts';

const setting = { engine: 'libaio', bytes: 256 * 2 ** 20, limitMs: 90_500, seed: 7 } as const;

describe('loadArguments', () => {
  it('makes the load that the profile asks for, past the page cache, until it is told to end', () => {
    const load = resolveBackground({ rate: 300e6, jobs: 3, queueDepth: 4, blockSize: 65_536 });
    expect(loadArguments(load, setting)).toEqual([
      '--name=emulate',
      '--filename=data',
      '--size=268435456',
      '--thread',
      '--direct=1',
      '--randseed=7',
      '--eta=never',
      '--allow_file_create=0',
      '--rw=randread',
      '--bs=65536',
      '--ioengine=libaio',
      '--iodepth=4',
      '--numjobs=3',
      '--rate=100000000',
      '--randrepeat=1',
      '--norandommap',
      '--time_based',
      '--runtime=91',
      '--exitall_on_error=1',
      '--group_reporting',
      '--unified_rw_reporting=1',
      '--percentile_list=50:99',
      '--status-interval=500ms',
      '--output-format=json',
    ]);
  });

  it('has no rate where none is asked', () => {
    expect(loadArguments(resolveBackground({}), setting).join(' ')).not.toContain('--rate');
  });
});

describe('ratesOfJob', () => {
  it('halves the rate of a mixed load, for fio takes it once for reads and once for writes', () => {
    const rates = ratesOfJob(resolveBackground({ pattern: 'randrw', rate: 40e6, jobs: 2 }));
    expect(rates).toEqual([10e6, 10e6]);
  });

  it('never asks for 0, which would be no limit', () => {
    expect(ratesOfJob(resolveBackground({ rate: 1, jobs: 1000 }))).toEqual([1]);
  });

  it('adds up to the rate asked, to the byte of each job', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 1e12 }),
        fc.integer({ min: 1, max: 1024 }),
        fc.constantFrom('read', 'randrw'),
        (rate, jobs, pattern) => {
          const rates = ratesOfJob(resolveBackground({ rate, jobs, pattern }));
          const total = rates.reduce((sum, each) => sum + each, 0) * jobs;
          expect(Math.abs(total - rate)).toBeLessThanOrEqual(jobs * rates.length * 0.5);
        },
      ),
    );
  });
});

describe('writingArguments', () => {
  it('writes every block of the file, each with other content', () => {
    expect(writingArguments(32 * 2 ** 20, 7)).toEqual([
      '--name=emulate',
      '--filename=data',
      '--size=33554432',
      '--thread',
      '--direct=1',
      '--randseed=7',
      '--eta=never',
      '--rw=write',
      '--bs=1048576',
      '--ioengine=psync',
      '--refill_buffers',
      '--fallocate=none',
      '--end_fsync=1',
    ]);
  });
});
