import { expect } from 'vitest';
import type { ScopeLimits } from '../../src/model/scope.ts';
import { guestBed } from '../support/guest.ts';
import { programShare } from '../support/program-share.ts';
import {
  countersOf,
  describeJobs,
  runOf,
  type ExpectedJob,
  type JobPlace,
} from '../support/scope-jobs.ts';

const MiB = 2 ** 20;
const name = 'emulate-test';
const controllers = ['memory', 'io', 'cpu'] as const;
const limits: ScopeLimits = {
  memoryMax: 32 * MiB,
  swapMax: 0,
  io: { device: { id: '254:16', path: '/dev/vdb' }, readBandwidth: 10e6, readIops: 500 },
  cpus: '0',
};

const guest: JobPlace = {
  openBed: async () => {
    const bed = await guestBed();
    return bed.missing === undefined ? guestBed(await programShare()) : bed;
  },
  dist: '/share/dist',
};

/** 20 MiB at 10 MB/s take 2.1 s, less what passes before the first wait. */
const cappedMs = 1700;

const everything: ExpectedJob = {
  title: 'keeps every limit, survives an OOM kill, and ends with all that ran in it',
  kind: 'cgroup-v2',
  request: { name, limits, controllers },
  steps: [
    ['run', 'cat', '/proc/self/cgroup', '/proc/self/status'],
    ['run', 'dd', 'if=/dev/vdb', 'of=/dev/null', 'bs=1M', 'count=20'],
    ['run', 'tail', '/dev/zero'],
    ['counters'],
    ['start', 'sh', '-c', 'setsid sleep 60 & sleep 60 & sleep 60'],
    ['until', 4],
    ['kill'],
    ['processes'],
  ],
  expects: (report) => {
    expect(report).toMatchObject({
      kind: 'cgroup-v2',
      applied: {
        'memory.max': 32 * MiB,
        'memory.swap': 0,
        'io.readBandwidth': 10e6,
        'io.readIops': 500,
      },
    });
    const inside = runOf(report, 0).out;
    expect(inside).toContain(`0::${report.place?.replace('/sys/fs/cgroup', '') ?? ''}\n`);
    expect(report.place).toMatch(/\/run-[^/]+\/emulate-test$/);
    expect(inside).toMatch(/^Cpus_allowed_list:\t0$/m);
    expect(runOf(report, 1)).toMatchObject({ end: 0 });
    expect(runOf(report, 1).ms).toBeGreaterThan(cappedMs);
    expect(runOf(report, 2)).toMatchObject({ end: 'SIGKILL' });
    const counters = countersOf(report, 3);
    expect(counters.oomKills).toBe(1);
    expect(counters.limitHits).toBeGreaterThan(0);
    expect(counters.memoryPeakBytes).toBeLessThanOrEqual(32 * MiB);
    expect(counters.readBytes).toBeGreaterThanOrEqual(20 * MiB);
    expect(counters.ioPressureNs).toBeGreaterThan(0);
    expect(report.results?.[7]).toBe(0);
  },
};

/** Page cache belongs to a file: a block device's goes when the last one closes it. */
const pages: ExpectedJob = {
  title: 'has its page cache taken away, and its processes killed when it is removed',
  kind: 'cgroup-v2',
  request: { name, limits: {}, controllers: ['memory'] },
  steps: [
    ['run', 'dd', 'if=/dev/urandom', 'of=/var/tmp/pages', 'bs=1M', 'count=16', 'conv=fsync'],
    ['counters'],
    ['reclaim', 8 * MiB],
    ['run', 'rm', '/var/tmp/pages'],
    ['start', 'sleep', '60'],
    ['until', 1],
  ],
  expects: (report) => {
    expect(countersOf(report, 1).fileBytes).toBeGreaterThan(14 * MiB);
    expect(report.results?.[2]).toBeGreaterThan(6 * MiB);
  },
};

describeJobs(
  'a scope of cgroup v2 in a group that systemd gave to root',
  {
    ...guest,
    through: (command) => `systemd-run --quiet --scope --property=Delegate=yes ${command}`,
  },
  [
    everything,
    pages,
    { ...everything, title: 'can be made again, when the first one is gone without a trace' },
  ],
);

const asTester = (properties: string) => (command: string) =>
  `systemd-run --quiet --pipe --wait --uid=tester ${properties} ${command}`;

describeJobs(
  'a scope of cgroup v2 in a group that systemd gave to a user',
  { ...guest, before: 'chmod o+r /dev/vdb', through: asTester('--property=Delegate=yes') },
  [everything, pages],
);

describeJobs(
  'a scope of cgroup v2 in a group that systemd keeps for itself',
  { ...guest, through: asTester('') },
  [
    {
      title: 'is refused to a user for want of controllers, with what to do',
      kind: 'cgroup-v2',
      request: { name, limits, controllers },
      expects: ({ refused }) => {
        expect(refused?.message).toContain("/cgroup.controllers' does not list 'io', 'cpuset'");
        expect(refused?.hint).toContain('systemd-run --scope -p Delegate=yes emulate ...');
      },
    },
    {
      title: 'is refused to a user for want of permission, with what to do',
      kind: 'cgroup-v2',
      request: { name, limits: {}, controllers: [] },
      expects: ({ refused }) => {
        expect(refused?.message).toContain('this user may not make control groups in');
        expect(refused?.hint).toContain('systemd-run --user --scope -p Delegate=yes emulate ...');
      },
    },
  ],
);
