import { expect } from 'vitest';
import type { ScopeLimits } from '../../src/model/scope.ts';
import type { Bed } from '../support/bed.ts';
import { guestBed } from '../support/guest.ts';
import { programShare } from '../support/program-share.ts';
import {
  countersOf,
  describeJobs,
  runOf,
  type ExpectedJob,
  type JobPlace,
  type ScopeStep,
} from '../support/scope-jobs.ts';

const MiB = 2 ** 20;
const vdb = { id: '254:16', path: '/dev/vdb' };

const programGuest = async (): Promise<Bed> => {
  const bed = await guestBed();
  return bed.missing === undefined ? guestBed(await programShare()) : bed;
};

const guest: JobPlace = { openBed: programGuest, dist: '/share/dist' };

const limits: ScopeLimits = {
  memoryMax: 32 * MiB,
  swapMax: 0,
  io: { device: vdb, readBandwidth: 10e6, readIops: 500 },
  cpus: '0',
};
const controllers = ['memory', 'io', 'cpu'] as const;
const name = 'emulate-test';

const dd: ScopeStep = ['run', 'dd', 'if=/dev/vdb', 'of=/dev/null', 'bs=1M', 'count=20'];

/** 20 MiB at 10 MB/s take 2.1 s, less what passes before the first wait. */
const cappedMs = 1700;

/** A scope with every limit, in which a program reads, another one runs out of memory, and a third one stays. */
const everything = (place: string): ExpectedJob => ({
  title: 'keeps every limit, survives an OOM kill, and ends with all that ran in it',
  request: { name, limits, controllers },
  steps: [
    ['run', 'cat', '/proc/self/cgroup', '/proc/self/status'],
    dd,
    ['run', 'tail', '/dev/zero'],
    ['counters'],
    ['processes'],
    ['start', 'sh', '-c', 'setsid sleep 60 & sleep 60 & sleep 60'],
    ['until', 4],
    ['kill'],
    ['processes'],
    ['counters'],
  ],
  expects: (report) => {
    expect(report).toMatchObject({
      place: 'emulate-test.scope',
      applied: {
        'memory.max': 32 * MiB,
        'memory.swap': 0,
        'io.readBandwidth': 10e6,
        'io.readIops': 500,
      },
      warnings: [],
    });
    const inside = runOf(report, 0).out;
    expect(inside).toContain(`0::${place}/emulate-test.scope\n`);
    expect(inside).toMatch(/^Cpus_allowed_list:\t0$/m);
    expect(runOf(report, 1)).toMatchObject({ end: 0 });
    expect(runOf(report, 1).ms).toBeGreaterThan(cappedMs);
    expect(runOf(report, 2)).toMatchObject({ end: 'SIGKILL' });
    const afterKill = countersOf(report, 3);
    expect(afterKill.oomKills).toBe(1);
    expect(afterKill.limitHits).toBeGreaterThan(0);
    expect(afterKill.memoryPeakBytes).toBeLessThanOrEqual(32 * MiB);
    expect(afterKill.readBytes).toBeGreaterThanOrEqual(20 * MiB);
    expect(afterKill.ioPressureNs).toBeGreaterThan(0);
    // The keeper of the scope is none of the workload's, and lives on.
    expect(report.results?.[4]).toBe(0);
    expect(report.results?.[8]).toBe(0);
    expect(countersOf(report, 9).memoryPeakBytes).toBe(afterKill.memoryPeakBytes);
  },
});

const notFound: ExpectedJob = {
  title: 'is refused for a device that does not exist',
  request: {
    name,
    limits: { io: { device: { id: '9:9', path: '/dev/nonexistent' }, readBandwidth: 10e6 } },
    controllers,
  },
  expects: ({ failure }) => {
    expect(failure?.message).toMatch(
      /^the limit in '\/sys\/fs\/cgroup\/.*\/emulate-test\.scope\/io\.max' is not in force: asked for 'rbps=10000000', read back 'rbps=max'$/,
    );
    expect(failure?.hint).toContain("use '--scope cgroup-v2'");
  },
};

describeJobs(
  'a scope of the system manager',
  {
    ...guest,
    before: "dmsetup create mapped --table '0 65536 linear /dev/vdb 0' >&2",
  },
  [
    { ...everything('/system.slice'), kind: 'systemd' },
    notFound,
    {
      title: 'is the first choice of root, and counts where nothing is limited',
      request: { name, limits: { io: { device: vdb } }, controllers },
      steps: [dd, ['counters'], ['run', 'sh', '-c', 'exit 42']],
      expects: (report) => {
        expect(report).toMatchObject({ kind: 'systemd', applied: {} });
        const { readBytes, memoryPeakBytes } = countersOf(report, 1);
        expect(readBytes).toBeGreaterThanOrEqual(20 * MiB);
        expect(memoryPeakBytes).toBeGreaterThan(0);
        expect(runOf(report, 2)).toMatchObject({ end: 42 });
      },
    },
    {
      title: 'caps the disk below a device of the device mapper, and says so',
      request: {
        name,
        limits: { io: { device: { id: '253:0', path: '/dev/dm-0' }, readBandwidth: 10e6 } },
        controllers,
      },
      steps: [
        ['run', 'dd', 'if=/dev/dm-0', 'of=/dev/null', 'bs=1M', 'count=20', 'iflag=direct'],
        ['counters'],
      ],
      expects: (report) => {
        expect(report.warnings).toEqual([
          "systemd caps and counts '/dev/vdb', the disk below '/dev/dm-0': other reads of the workload from that disk count, too",
        ]);
        expect(runOf(report, 0).ms).toBeGreaterThan(cappedMs);
        expect(countersOf(report, 1).readBytes).toBeGreaterThanOrEqual(20 * MiB);
      },
    },
    {
      title: 'has its page cache taken away, and its processes killed when it is removed',
      request: { name, limits: { memoryMax: 64 * MiB }, controllers: ['memory'] },
      steps: [
        ['run', 'dd', 'if=/dev/urandom', 'of=/root/pages', 'bs=1M', 'count=16', 'conv=fsync'],
        ['counters'],
        ['reclaim', 8 * MiB],
        ['start', 'sleep', '60'],
        ['until', 1],
      ],
      expects: (report) => {
        expect(countersOf(report, 1).fileBytes).toBeGreaterThan(14 * MiB);
        expect(report.results?.[2]).toBeGreaterThan(6 * MiB);
      },
    },
    {
      title: 'is what root is told to use in place of a user manager',
      kind: 'systemd-user',
      request: { name, limits: {}, controllers },
      expects: ({ refused }) => {
        expect(refused?.message).toContain('your user manager of systemd does not answer');
        expect(refused?.hint).toContain("root needs none: use '--scope systemd'");
        expect(refused?.hint).toContain("'systemd' can do it here");
      },
    },
  ],
);

const asTester = (command: string): string =>
  `XDG_RUNTIME_DIR=/run/user/1000 su tester --shell /bin/bash --command '${command}'`;

describeJobs(
  'a scope of a user manager as Debian sets it up',
  { ...guest, before: 'user_manager', through: asTester },
  [
    {
      title: 'is refused for caps on reads, with what to do',
      kind: 'systemd-user',
      request: { name, limits: { io: { device: vdb, readBandwidth: 10e6 } }, controllers: ['io'] },
      expects: ({ refused }) => {
        expect(refused?.message).toContain(
          "scope 'systemd-user': your user manager of systemd was not given io of cgroup v2\n",
        );
        expect(refused?.message).toContain(
          'user 1000; system manager of systemd 252 with memory, io, cpuset; user manager of systemd 252 with memory;',
        );
        expect(refused?.hint).toContain('Delegate=cpu cpuset io memory pids');
      },
    },
    {
      title: 'of the system is not for users',
      kind: 'systemd',
      request: { name, limits: {}, controllers: ['memory'] },
      expects: ({ refused }) => {
        expect(refused?.message).toContain('makes scopes for root only, and this is user 1000');
        expect(refused?.hint).toContain("'systemd-user' can do it here");
      },
    },
    {
      title: 'keeps a limit of memory',
      request: { name, limits: { memoryMax: 32 * MiB, swapMax: 0 }, controllers: ['memory'] },
      steps: [['run', 'tail', '/dev/zero'], ['counters']],
      expects: (report) => {
        expect(report).toMatchObject({ kind: 'systemd-user' });
        expect(runOf(report, 0)).toMatchObject({ end: 'SIGKILL' });
        expect(countersOf(report, 1)).toMatchObject({ oomKills: 1 });
      },
    },
  ],
);

const usersSlice = '/user.slice/user-1000.slice/user@1000.service/app.slice';
const delegated = `user_manager 'cpu cpuset io memory pids'; chmod o+r /dev/vdb`;

describeJobs(
  'a scope of a user manager that was given every controller, made from a login session',
  { ...guest, before: delegated, through: asTester },
  [everything(usersSlice), notFound],
);

describeJobs(
  'a scope of a user manager, made from a service of the system',
  {
    ...guest,
    before: delegated,
    through: (command) =>
      `systemd-run --quiet --pipe --wait --uid=tester --setenv=XDG_RUNTIME_DIR=/run/user/1000 ${command}`,
  },
  [
    {
      title: 'is entered from there',
      request: { name, limits: { memoryMax: 32 * MiB }, controllers },
      steps: [['run', 'cat', '/proc/self/cgroup']],
      expects: (report) => {
        expect(runOf(report, 0)).toMatchObject({
          end: 0,
          out: `0::${usersSlice}/emulate-test.scope\n`,
        });
      },
    },
  ],
);
