import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HostActivity } from '../../../src/model/disturbance/activity.ts';
import { createActivityWatch } from '../../../src/system/activity-watch.ts';
import { createClock } from '../../../src/system/clock.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';
import { createTickingClock } from '../../support/fakes/ticking-clock.ts';
import { statLine } from '../../support/fakes/proc-files.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

/** Counts to a number in the shell; a process of its own for each count. */
const counting = (to: number): string => `i=0; while [ $i -lt ${to} ]; do i=$((i+1)); done`;

const watchScript = async (script: string): Promise<HostActivity> => {
  const watch = createActivityWatch({ clock: createClock() });
  using run = watch.begin();
  await createProcessRunner().run({
    ...{ command: '/bin/sh', args: ['-c', script], timeoutMs: 60_000, outputLimitBytes: 1000 },
    onStart: (pid) => {
      run.follow(pid);
    },
  });
  const activity = run.end();
  if (activity === undefined) throw new Error('expected something to be seen');
  return activity;
};

describe('this machine, watched while a process lives', () => {
  it('gives a record in which the process is part of what this measurement used', async () => {
    const activity = await watchScript(counting(600_000));
    expect(HostActivity.parse(activity)).toEqual(activity);
    const { busyNs = 0, ownNs = 0, wallNs, cpus } = activity;
    expect(cpus).toBeGreaterThan(0);
    expect(wallNs).toBeGreaterThan(0);
    expect(ownNs).toBeGreaterThan(0);
    // A tick at each end of each of the two.
    expect(busyNs).toBeGreaterThan(ownNs - 60e6);
    expect(activity.ranNs ?? 1).toBeGreaterThan(0);
  });

  it('counts children that ended before the process did, and were waited for', async () => {
    const activity = await watchScript(`(${counting(400_000)}) & (${counting(400_000)}) & wait`);
    const { ownNs = 0, ranNs = 0 } = activity;
    expect(ownNs).toBeGreaterThan(0);
    expect(ranNs).toBeGreaterThanOrEqual(0);
  });

  it('leaves out of its own what other programs use', async () => {
    // Not for ever: nothing ends it should this process be killed.
    const script = `setsid sh -c 'echo $$ >&2; ${counting(5_000_000)}' >/dev/null &`;
    const other = spawn('/bin/sh', ['-c', script], { stdio: ['ignore', 'ignore', 'pipe'] });
    const pid = await new Promise<number>((resolve) => {
      other.stderr.once('data', (chunk: Buffer) => {
        resolve(Number(String(chunk)));
      });
    });
    // Its parent has ended, so that it is no descendant of this process any more.
    try {
      const { busyNs = 0, ownNs = 0 } = await watchScript('sleep 0.6');
      expect(busyNs - ownNs).toBeGreaterThan(0);
    } finally {
      process.kill(pid, 'SIGKILL');
    }
  });

  it('says nothing of a process that was never started', () => {
    using run = createActivityWatch({ clock: createClock() }).begin();
    expect(run.end()).toBeUndefined();
  });
});

describe('a machine of files', () => {
  it('is seen from the beginning to the end, with what threads did in between', async () => {
    await using folder = await makeTemporaryFolder();
    const put = async (files: Readonly<Record<string, string>>): Promise<void> => {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder.path, path)), { recursive: true });
        await writeFile(join(folder.path, path), text);
      }
    };
    const kernel = 0x00200000;
    await put({
      'proc/stat': 'cpu  1000 0 0 9000 0 10 20 5\ncpu0 1\ncpu1 1\n',
      'proc/pressure/cpu': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=1000\n',
      'proc/self/stat': statLine(10, { user: 100, waitedUser: 50 }),
      'proc/self/mountinfo': '41 31 0:38 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
      'proc/self/cgroup': '0::/job\n',
      'proc/2/stat': statLine(2, { parent: 0, flags: kernel, system: 7 }),
      'proc/10/stat': statLine(10, { user: 100, waitedUser: 50 }),
      'proc/11/stat': statLine(11, { parent: 10, user: 5 }),
      'sys/fs/cgroup/job/cpu.stat': 'throttled_usec 10\n',
      'sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_total_time_ms': '3\n',
    });
    const clock = createTickingClock();
    const watch = createActivityWatch({ clock, root: folder.path });
    using run = watch.begin();
    await put({
      'proc/42/stat': statLine(42, { parent: 10, majorFaults: 2 }),
      'proc/42/status': 'Cpus_allowed_list:\t0-1\n',
      'proc/42/cgroup': '0::/job\n',
      'proc/42/task/42/schedstat': '1000 10 1\n',
    });
    run.follow(42);
    await put({ 'proc/42/task/42/schedstat': '400000000 60000000 1\n' });
    await clock.pass(100);
    await put({
      'proc/stat': 'cpu  1100 0 0 9000 0 11 22 8\ncpu0 1\ncpu1 1\n',
      'proc/pressure/cpu': 'some avg10=0.00 avg60=0.00 avg300=0.00 total=3000\n',
      // The process has ended and was waited for: its 40 ticks are among those of its parent.
      'proc/10/stat': statLine(10, { user: 110, waitedUser: 90 }),
      'proc/11/stat': statLine(11, { parent: 10, user: 10 }),
      'proc/2/stat': statLine(2, { parent: 0, flags: kernel, system: 9 }),
      'sys/fs/cgroup/job/cpu.stat': 'throttled_usec 60\n',
      'sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_total_time_ms': '8\n',
    });
    await clock.pass(50);
    expect(run.end()).toEqual({
      wallNs: 150e6,
      cpus: 2,
      ranNs: 400e6,
      queuedNs: 60e6,
      busyNs: 1030e6,
      ownNs: 550e6,
      kernelNs: 50e6,
      allowedCpus: 2,
      stealNs: 30e6,
      throttledNs: 50e3,
      cpuPressureNs: 2e6,
      majorFaults: 2,
      hotNs: 5e6,
    });
    expect(clock.intervals()).toEqual([]);
  });

  it('of which nothing can be read gives what is known without it', async () => {
    await using folder = await makeTemporaryFolder();
    const clock = createTickingClock();
    using run = createActivityWatch({ clock, root: folder.path }).begin();
    run.follow(42);
    await clock.pass(250);
    const { cpus, ...rest } = run.end() ?? { cpus: 0 };
    expect(cpus).toBeGreaterThan(0);
    expect(rest).toEqual({ wallNs: 250e6, majorFaults: 0 });
  });

  it('is no longer looked at when the block is left', async () => {
    await using folder = await makeTemporaryFolder();
    const clock = createTickingClock();
    {
      using run = createActivityWatch({ clock, root: folder.path }).begin();
      run.follow(42);
      expect(clock.intervals()).toEqual([100]);
    }
    expect(clock.intervals()).toEqual([]);
  });
});
