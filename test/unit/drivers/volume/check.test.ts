import { describe, expect, it } from 'vitest';
import { checkVolume } from '../../../../src/drivers/volume/check.ts';
import { openVolume } from '../../../../src/drivers/volume/open-volume.ts';
import type { VolumeRequest } from '../../../../src/drivers/volume/volume.ts';
import type { Miss } from '../../../../src/model/failure.ts';
import { simulateHost, type SimulatedHostOptions } from './simulated-host.ts';

const check = (
  options: SimulatedHostOptions,
  rest: Partial<VolumeRequest> = {},
): Promise<readonly Miss[]> => {
  const host = simulateHost(options);
  return checkVolume(host.request(rest), host.ports);
};

describe('what a host lacks for a volume', () => {
  it('is nothing on one that has all of it', async () => {
    expect(await check({})).toEqual([]);
    expect(await check({}, { constraint: { backing: 'file', filesystem: 'xfs' } })).toEqual([]);
    expect(await check({}, { constraint: { backing: 'zram' } })).toEqual([]);
  });

  it('is found without a change', async () => {
    const host = simulateHost();
    await checkVolume(host.request(), host.ports);
    expect(host.ledger).toEqual(['losetup --find']);
  });

  it('may be the right to mount', async () => {
    expect(await check({ effectiveCapabilities: '000001ffffdfffff' })).toEqual([
      {
        what: 'the right to make and mount a volume: expected CAP_SYS_ADMIN, which root has, got a process without it',
        remedy: "run with sudo, or leave 'volume' out of the profile",
      },
    ]);
  });

  it('may be programs, each with its packages', async () => {
    expect(
      await check(
        { missing: ['losetup', 'mkfs.xfs', 'truncate'] },
        { constraint: { filesystem: 'xfs' } },
      ),
    ).toEqual([
      {
        what: "a program for the volume: 'losetup' was not found on the PATH",
        remedy:
          "install the package 'mount' (Fedora: 'util-linux'), and have /usr/sbin on the PATH",
      },
      {
        what: "a program for the volume: 'truncate' was not found on the PATH",
        remedy: "install the package 'coreutils', and have /usr/sbin on the PATH",
      },
      {
        what: "a program for the volume: 'mkfs.xfs' was not found on the PATH",
        remedy: "install the package 'xfsprogs', and have /usr/sbin on the PATH",
      },
    ]);
  });

  it('is asked of the programs that the volume takes, and of no others', async () => {
    const missing = ['losetup', 'truncate', 'fallocate', 'mkfs.xfs'];
    expect(await check({ missing }, { constraint: { backing: 'zram' } })).toEqual([]);
  });

  it('may be a loop device, as in containers', async () => {
    const losetup = 'losetup: cannot find an unused loop device: No such device';
    expect(await check({ fail: () => losetup })).toEqual([
      {
        what: `a free loop device for the volume: 'losetup --find' failed: it ended with exit code 32\nIts last words were:\n  ${losetup}`,
        remedy:
          "load the kernel's module with 'modprobe loop'; in a container, pass in /dev/loop-control and loop devices (Docker: --privileged); or leave 'volume' out of the profile",
      },
    ]);
  });

  it('may be zram', async () => {
    const constraint = { backing: 'zram' } as const;
    expect(await check({ zram: 'absent' }, { constraint })).toEqual([
      {
        what: "a zram device for the volume: expected '/sys/class/zram-control/hot_add', got no such file",
        remedy:
          "load the kernel's module with 'modprobe zram', choose another volume.backing, or leave 'volume' out of the profile",
      },
    ]);
    expect(await check({ zram: 'read-only' }, { constraint })).toEqual([
      {
        what: "a zram device for the volume: expected to write '/sys/class/zram-control/hot_remove', got a file that is read-only here",
        remedy:
          "run on the host itself, not in a container, choose another volume.backing, or leave 'volume' out of the profile",
      },
    ]);
  });

  it.each(['ram', 'zram'] as const)('may be memory for %s', async (backing) => {
    const model = { path: '/models/m.gguf', bytes: 2 ** 30 };
    expect(await check({ availableBytes: 2 ** 30 }, { constraint: { backing }, model })).toEqual([
      {
        what: 'memory for the volume: expected 1312 MiB (1056 MiB for the volume and 256 MiB for programs), got 1 GiB on this machine; 288 MiB are missing',
        remedy: "end other programs, set volume.backing to 'file', or use a smaller model",
      },
    ]);
  });

  it('may be memory in a control group', async () => {
    const host = simulateHost();
    const room = {
      availableBytes: 2 ** 20,
      group: { path: '/box', limitBytes: 2 ** 28 },
    };
    const misses = await checkVolume(host.request(), {
      ...host.ports,
      probe: { memory: () => Promise.resolve(room) },
    });
    expect(misses[0]?.what).toContain(
      "got 1 MiB in the control group '/box', which is limited to 256 MiB; 272 MiB are missing",
    );
  });

  it('may be disk space for a file', async () => {
    const host = simulateHost();
    host.files.setFreeBytes(2 ** 20);
    const constraint = { backing: 'file' } as const;
    expect(await checkVolume(host.request({ constraint }), host.ports)).toEqual([
      {
        what: "disk space for the volume: expected 17 MiB, got 1 MiB in '/cache'; 16 MiB are missing",
        remedy:
          "free some, choose a folder on another disk with XDG_STATE_HOME, or set volume.backing to 'ram'",
      },
    ]);
    host.files.breakDown('freeBytes', '/cache', 'permission denied (EACCES)');
    expect((await checkVolume(host.request({ constraint }), host.ports))[0]?.what).toBe(
      "disk space for the volume: cannot freeBytes '/cache': permission denied (EACCES)",
    );
  });

  it('is told all together, and nothing is begun', async () => {
    const host = simulateHost({
      effectiveCapabilities: '0',
      missing: ['mkfs.ext4'],
      availableBytes: 0,
    });
    const result = await openVolume(host.request(), host.ports);
    expect(result).toMatchObject({
      ok: false,
      failure: {
        reason: 'missing-requirements',
        misses: [
          { what: expect.stringContaining('CAP_SYS_ADMIN') as string },
          { what: expect.stringContaining('mkfs.ext4') as string },
          { what: expect.stringContaining('memory for the volume') as string },
        ],
      },
    });
    expect(host.ledger).toEqual([]);
  });
});
