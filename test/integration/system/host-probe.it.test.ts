import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostFacts } from '../../../src/model/host-facts.ts';
import { HostState } from '../../../src/model/run-record.ts';
import { createClock } from '../../../src/system/clock.ts';
import { createHostProbe } from '../../../src/system/host-probe.ts';
import { createFakeClock } from '../../support/fakes/clock.ts';

const clock = createFakeClock('2026-01-02T03:04:05.000Z');

describe('createHostProbe', () => {
  let root: string;
  const put = async (path: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'emulate-test-'));
  });
  afterAll(async () => {
    await rm(root, { recursive: true });
  });

  it('reads this machine', async () => {
    const probe = createHostProbe({ clock: createClock() });
    const facts = await probe.facts();
    expect(HostFacts.parse(facts)).toEqual(facts);
    expect(facts.pageBytes % 4096).toBe(0);
    expect(facts.memoryBytes).toBeGreaterThan(2 ** 20);
    const state = await probe.state();
    expect(HostState.parse(state)).toEqual(state);
    expect(state.load1).toBeGreaterThanOrEqual(0);
    expect(state.memoryAvailableBytes).toBeGreaterThan(2 ** 20);
  });

  it('leaves out what a machine does not tell', async () => {
    const probe = createHostProbe({ clock, root, survey: () => Promise.resolve({}) });
    expect(await probe.state()).toEqual({ utc: '2026-01-02T03:04:05.000Z' });
    expect(Object.keys(await probe.facts()).sort()).toEqual([
      'architecture',
      'cpus',
      'hostname',
      'kernel',
      'memoryBytes',
      'nodeVersion',
      'pageBytes',
    ]);
  });

  it('reads the files that the kernel offers', async () => {
    await put('proc/loadavg', '0.52 0.58 0.59 1/389 12345\n');
    await put('proc/meminfo', 'MemTotal:       1024 kB\nMemAvailable:    512 kB\n');
    await put('proc/cpuinfo', 'model name\t: A processor\ncpu MHz\t\t: 1000.0\n');
    await put('sys/devices/system/cpu/cpu0/cpufreq/scaling_governor', 'powersave\n');
    await put('sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq', '2000000\n');
    await put('sys/devices/system/cpu/cpu1/cpufreq/scaling_cur_freq', '3000000\n');
    await put('sys/devices/system/cpu/cpuidle/current_driver', 'none\n');
    await put('sys/class/thermal/thermal_zone0/temp', '-274000\n');
    await put('sys/class/thermal/thermal_zone1/temp', '45500\n');
    await put('sys/class/thermal/thermal_zone2/temp', '38000\n');
    await put('sys/kernel/mm/transparent_hugepage/enabled', 'always [madvise] never\n');
    await put('proc/sys/kernel/random/boot_id', 'b00t\n');
    const auxv = new BigUint64Array([16n, 99n, 6n, 65536n, 0n, 0n]);
    await put('proc/self/auxv', new Uint8Array(auxv.buffer));
    const probe = createHostProbe({
      clock,
      root,
      survey: () => Promise.resolve({ virtualization: 'KVM', physicalCores: 1 }),
    });
    expect(await probe.state()).toEqual({
      utc: '2026-01-02T03:04:05.000Z',
      load1: 0.52,
      memoryAvailableBytes: 512 * 1024,
      frequencyMHz: 2500,
      temperatureC: 45.5,
    });
    expect(await probe.facts()).toMatchObject({
      cpuModel: 'A processor',
      memoryBytes: 1024 * 1024,
      pageBytes: 65536,
      transparentHugePages: 'madvise',
      governor: 'powersave',
      bootId: 'b00t',
      virtualization: 'KVM',
      physicalCores: 1,
    });
  });

  it('falls back to the frequencies that the processor reports', async () => {
    await rm(join(root, 'sys/devices'), { recursive: true });
    await put('proc/cpuinfo', 'cpu MHz\t\t: 1000.5\n\ncpu MHz\t\t: 1001.5\n');
    const probe = createHostProbe({ clock, root });
    expect(await probe.state()).toMatchObject({ frequencyMHz: 1001 });
  });
});

describe('createClock', () => {
  it('counts up and tells the time in UTC', () => {
    const now = createClock();
    const first = now.monotonicNs();
    const second = now.monotonicNs();
    expect(Number.isInteger(first)).toBe(true);
    expect(second).toBeGreaterThanOrEqual(first);
    expect(now.utc()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('calls again and again until it is told to stop', async () => {
    let calls = 0;
    const enough = new Promise<void>((resolve) => {
      const ticking = createClock().every(1, () => {
        calls += 1;
        if (calls < 3) return;
        ticking[Symbol.dispose]();
        resolve();
      });
    });
    await enough;
    expect(calls).toBe(3);
  });
});
