import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fine,
  makePagerRig,
  weightsBytes,
  weightsUnits,
  type PagerRig,
} from '../support/pager-rig.ts';

let rig: PagerRig;
beforeAll(async () => {
  rig = await makePagerRig(['pager-probe']);
});
afterAll(() => rig[Symbol.asyncDispose]());

describe('the tier library', () => {
  it('compiles without a warning', async () => {
    expect(await rig.compileLibrary('optimised.so', ['-O3'])).toEqual({ ...fine, stdout: '' });
    expect(await rig.compileLibrary('plain.so', ['-O0', '-g'])).toEqual({ ...fine, stdout: '' });
  });

  it('gives one thread every byte as it is in the file, and fetches each unit once a pass', async () => {
    const { ended, counters } = await rig.run(['pager-probe', 'read', '1', '2']);
    expect(ended).toMatchObject(fine);
    expect(ended.stdout).toMatch(/^wrong 0 /);
    expect(counters.mappedBytes).toBe(weightsBytes);
    expect(counters.tally.unitsFetched).toBe(2 * weightsUnits);
    expect(counters.tally.bytesFetched).toBe(2 * weightsBytes);
    expect(counters.problems).toEqual([]);
  });

  it('fetches everything once when the buffer holds it', async () => {
    const { ended, counters } = await rig.run(['pager-probe', 'read', '1', '3'], {
      BUFFER_UNITS: weightsUnits,
    });
    expect(ended.stdout).toMatch(/^wrong 0 /);
    expect(counters.tally.unitsFetched).toBe(weightsUnits);
  });

  it('never has more in the buffer than it holds', async () => {
    for (const buffer of [8, 13, 40]) {
      const { ended, counters } = await rig.run(['pager-probe', 'read', '4', '1'], {
        BUFFER_UNITS: buffer,
        PREFETCH_UNITS: 3,
      });
      expect(ended.stdout).toMatch(/^wrong 0 /);
      expect(counters.applied.bufferUnits).toBe(Math.max(buffer, 3 + 8));
      expect(counters.openUnitsMax).toBeLessThanOrEqual(counters.applied.bufferUnits);
    }
  });

  it('holds everything open in the null case', async () => {
    const { ended, counters } = await rig.run(['pager-probe', 'read', '2', '1'], { MODE: 'hold' });
    expect(ended.stdout).toMatch(/^wrong 0 /);
    expect(counters.mappedBytes).toBe(weightsBytes);
    expect(counters.tally.faults).toBe(0);
  });

  it('takes no weights when it only records', async () => {
    const { ended, counters } = await rig.run(['pager-probe', 'read', '1', '1'], {
      MODE: 'record',
    });
    expect(ended.stdout).toMatch(/^wrong 0 /);
    expect(counters.mappedBytes).toBe(0);
    expect(counters.owner).toBe(0);
  });

  it('books the link for exactly the bytes that it fetched', async () => {
    const { counters } = await rig.run(['pager-probe', 'read', '1', '1'], { BANDWIDTH: 1e9 });
    expect(counters.tally.linkBusyNs).toBe(weightsBytes);
    expect(counters.applied.bandwidth).toBe(1e9);
    expect(counters.tally.waits).toBe(weightsUnits);
  });

  it('shows no undefined behaviour', async () => {
    const flags = ['-O1', '-g', '-fsanitize=undefined', '-fno-sanitize-recover=all'];
    expect((await rig.compileLibrary('undefined.so', flags)).code).toBe(0);
    const { ended } = await rig.run(
      ['pager-probe', 'read', '4', '2'],
      { PREFETCH_UNITS: 2, LATENCY: '500000:20000,990000:90000', ACCESS: 4096 },
      { LD_PRELOAD: rig.at('undefined.so') },
    );
    expect(ended).toMatchObject(fine);
    expect(ended.stdout).toMatch(/^wrong 0 /);
  });
});
