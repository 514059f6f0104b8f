import { join } from 'node:path';
import { expect } from 'vitest';
import { packageFolder } from '../support/command-line.ts';
import { nestedSystemdBed } from '../support/nested-systemd.ts';
import { countersOf, describeJobs, runOf } from '../support/scope-jobs.ts';

const MiB = 2 ** 20;
const name = 'emulate-test';
const controllers = ['memory', 'io'] as const;

/** Stands for the bed's own disk, whose name and number are known only there. */
const disk = { id: '0:0', path: '/dev/SCRATCH' };
const fillIn =
  's|/dev/SCRATCH|$SCRATCH_DISK|g; s|0:0|$(cat /sys/block/$(basename $SCRATCH_DISK)/dev)|g';

describeJobs(
  'a scope of the system manager with cgroup v1',
  {
    openBed: () => nestedSystemdBed(),
    dist: join(packageFolder, 'dist'),
    through: (command) => `{ sed "${fillIn}" | ${command}; }`,
  },
  [
    {
      title: 'keeps its limits, survives an OOM kill, and ends with all that ran in it',
      request: {
        name,
        limits: { memoryMax: 32 * MiB, io: { device: disk, readBandwidth: 10e6 } },
        controllers,
      },
      steps: [
        ['run', 'cat', '/proc/self/cgroup'],
        ['run', 'dd', 'if=/dev/SCRATCH', 'of=/dev/null', 'bs=1M', 'count=20', 'iflag=direct'],
        ['run', 'tail', '/dev/zero'],
        ['counters'],
        ['start', 'sh', '-c', 'setsid sleep 60 & sleep 60 & sleep 60'],
        ['until', 4],
        ['kill'],
        ['processes'],
        ['counters'],
      ],
      expects: (report) => {
        expect(report).toMatchObject({
          kind: 'systemd',
          applied: { 'memory.max': 32 * MiB, 'io.readBandwidth': 10e6 },
        });
        for (const controller of ['memory', 'blkio', 'name=systemd', ''])
          expect(runOf(report, 0).out).toContain(
            `:${controller}:/system.slice/emulate-test.scope\n`,
          );
        // 20 MiB at 10 MB/s take 2.1 s, less what passes before the first wait.
        expect(runOf(report, 1).ms).toBeGreaterThan(1700);
        expect(runOf(report, 2)).toMatchObject({ end: 'SIGKILL' });
        const afterKill = countersOf(report, 3);
        expect(afterKill.oomKills).toBe(1);
        expect(afterKill.memoryPeakBytes).toBeLessThanOrEqual(32 * MiB);
        expect(afterKill.readBytes).toBeGreaterThanOrEqual(20 * MiB);
        expect(report.results?.[7]).toBe(0);
        expect(countersOf(report, 8).oomKills).toBe(1);
      },
    },
    {
      title: 'counts reads where nothing is capped',
      request: { name, limits: { io: { device: disk } }, controllers },
      steps: [
        ['run', 'dd', 'if=/dev/SCRATCH', 'of=/dev/null', 'bs=1M', 'count=20', 'iflag=direct'],
        ['counters'],
      ],
      expects: (report) => {
        expect(report).toMatchObject({ kind: 'systemd', applied: {} });
        expect(countersOf(report, 1).readBytes).toBeGreaterThanOrEqual(20 * MiB);
      },
    },
    {
      title: 'is refused for what systemd would ignore',
      kind: 'systemd',
      request: {
        name,
        limits: { io: { device: disk, readIops: 100 }, cpus: '0' },
        controllers,
      },
      expects: ({ refused }) => {
        expect(refused?.message).toContain(
          "scope 'systemd': systemd ignores a cap on reads per second, a choice of processors where it uses cgroup v1, as on this host\n",
        );
        expect(refused?.hint).toContain("use '--scope cgroup-v1'");
      },
    },
    {
      title: 'is refused for a device that does not exist',
      request: {
        name,
        limits: { io: { device: { id: '9:9', path: '/dev/nonexistent' }, readBandwidth: 10e6 } },
        controllers,
      },
      expects: ({ failure }) => {
        expect(failure?.message).toBe(
          "the limit in '/sys/fs/cgroup/blkio/system.slice/emulate-test.scope/blkio.throttle.read_bps_device' is not in force: asked for '10000000', read back '0'",
        );
      },
    },
  ],
);
