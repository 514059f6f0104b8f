import { describe, expect, it } from 'vitest';
import { parseProcessStat, readProcesses, treeOf } from '../../../src/system/process-table.ts';
import { createFakeProcFiles, statLine } from '../../support/fakes/proc-files.ts';

describe('a line of /proc/PID/stat', () => {
  it('tells parent, page faults and times', () => {
    const line = statLine(42, {
      ...{ parent: 7, majorFaults: 3, user: 10, system: 5, waitedUser: 100, waitedSystem: 50 },
    });
    expect(parseProcessStat(line)).toEqual({
      ...{ pid: 42, parent: 7, isKernels: false, majorFaults: 3, ticks: 15, waitedTicks: 150 },
    });
  });

  it('is read past a name that looks like fields', () => {
    const line = statLine(42, { parent: 7, name: 'a) R 9 (b' });
    expect(parseProcessStat(line)).toMatchObject({ pid: 42, parent: 7 });
  });

  it('tells the threads of the kernel', () => {
    const line = '2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 4 0 0 20 0 1 0 1 0 0';
    expect(parseProcessStat(line)).toMatchObject({ isKernels: true, ticks: 4 });
  });

  it.each(['', 'no line', '42 (cut', '42 (short) S 1 2'])('is none: %j', (text) => {
    expect(parseProcessStat(text)).toBeUndefined();
  });
});

describe('the processes of a machine', () => {
  const proc = createFakeProcFiles({
    'proc/1/stat': statLine(1, { parent: 0 }),
    'proc/10/stat': statLine(10),
    'proc/30/stat': statLine(30, { parent: 10 }),
    'proc/20/stat': statLine(20, { parent: 30 }),
    'proc/40/cmdline': 'gone meanwhile',
    'proc/uptime': '1 2',
  });

  it('are those that can be read', () => {
    expect([...readProcesses(proc).keys()]).toEqual([1, 10, 30, 20]);
    expect(readProcesses(createFakeProcFiles()).size).toBe(0);
  });

  it('form trees, whatever the order of their ids', () => {
    const pids = (root: number) => treeOf(readProcesses(proc), root).map(({ pid }) => pid);
    expect(pids(10)).toEqual([10, 30, 20]);
    expect(pids(20)).toEqual([20]);
    expect(pids(99)).toEqual([]);
  });
});
