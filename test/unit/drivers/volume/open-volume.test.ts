import { describe, expect, it } from 'vitest';
import { openVolume } from '../../../../src/drivers/volume/open-volume.ts';
import type { Volume, VolumeRequest } from '../../../../src/drivers/volume/volume.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import { renderFailure } from '../../../../src/model/render-failure.ts';
import type { Result } from '../../../../src/model/result.ts';
import type { ControlFiles } from '../../../../src/ports/control-files.ts';
import type { Files } from '../../../../src/ports/files.ts';
import {
  modelPath,
  ownFolder,
  simulateHost,
  type SimulatedHost,
  type SimulatedHostOptions,
} from './simulated-host.ts';

const sha256 = '8e1d0ea6b0bd9b2ef12b8c0c3d9c1d6a';
const backings = ['ram', 'file', 'zram'] as const;
const filesystems = ['ext4', 'xfs'] as const;

const open = (
  host: SimulatedHost,
  rest: Partial<VolumeRequest> = {},
): Promise<Result<Volume, Failure>> => openVolume(host.request(rest), host.ports);

const opened = async (host: SimulatedHost, rest: Partial<VolumeRequest> = {}): Promise<Volume> => {
  const volume = await open(host, rest);
  if (!volume.ok) throw new Error(renderFailure(volume.failure).message);
  return volume.value;
};

const failureOf = async (
  options: SimulatedHostOptions,
  rest: Partial<VolumeRequest> = {},
): Promise<string> => {
  const result = await open(simulateHost(options), rest);
  if (result.ok) throw new Error('expected a failure');
  const { message, hint } = renderFailure(result.failure);
  return [message, ...(hint === undefined ? [] : [`hint: ${hint}`])].join('\n');
};

describe('a volume in memory', () => {
  it('is made step by step, each step noted down before it', async () => {
    const host = simulateHost();
    await using volume = await opened(host);
    expect(host.ledger).toEqual([
      'losetup --find',
      'mkdir /cache',
      'note volume-folder /cache/emulate-t',
      'mkdir /cache/emulate-t',
      'mkdtemp /cache/emulate-t/private',
      `note mount ${ownFolder}/memory`,
      `mkdir ${ownFolder}/memory`,
      `mount -t tmpfs -o size=17825792,mode=0700,nosuid,nodev,noexec,noatime emulate ${ownFolder}/memory`,
      `truncate -s 17825792 ${ownFolder}/memory/blocks`,
      `note loop-device  ${ownFolder}/memory/blocks`,
      `losetup --find --show --direct-io=off ${ownFolder}/memory/blocks`,
      `note loop-device /dev/loop3 ${ownFolder}/memory/blocks`,
      `undone loop-device  ${ownFolder}/memory/blocks`,
      'mkfs.ext4 -q -O ^has_journal,^resize_inode -m 0 -b 4096 -N 2048 -E nodiscard,lazy_itable_init=0 /dev/loop3',
      `digest ${modelPath}`,
      `note mount ${ownFolder}/volume`,
      `mkdir ${ownFolder}/volume`,
      `mount -t ext4 -o rw,nosuid,nodev,noexec,noatime /dev/loop3 ${ownFolder}/volume`,
      `copy ${modelPath} ${ownFolder}/volume/m.gguf`,
      `umount ${ownFolder}/volume`,
      `mount -t ext4 -o ro,nosuid,nodev,noexec,noatime /dev/loop3 ${ownFolder}/volume`,
      `digest ${ownFolder}/volume/m.gguf`,
    ]);
    expect(volume).toMatchObject({
      device: { id: '7:3', path: '/dev/loop3' },
      model: { path: `${ownFolder}/volume/m.gguf`, bytes: 29 },
      folder: `${ownFolder}/volume`,
      facts: { backing: 'ram', filesystem: 'ext4', bytes: 17825792, directIo: false },
      warnings: [],
    });
    expect(volume.facts.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is undone in reverse, each note taken back when its change is', async () => {
    const host = simulateHost();
    const volume = await opened(host);
    const before = host.ledger.length;
    await volume[Symbol.asyncDispose]();
    expect(host.ledger.slice(before)).toEqual([
      `umount ${ownFolder}/volume`,
      `undone mount ${ownFolder}/volume`,
      'losetup --detach /dev/loop3',
      `undone loop-device /dev/loop3 ${ownFolder}/memory/blocks`,
      `umount ${ownFolder}/memory`,
      `undone mount ${ownFolder}/memory`,
      'remove /cache/emulate-t',
      'undone volume-folder /cache/emulate-t',
    ]);
    expect(host.warnings).toEqual([]);
  });

  it('is undone once', async () => {
    const host = simulateHost();
    const volume = await opened(host);
    await volume[Symbol.asyncDispose]();
    const before = host.ledger.length;
    await volume[Symbol.asyncDispose]();
    expect(host.ledger).toHaveLength(before);
  });

  it('can be written to where room was asked for, and is larger by it', async () => {
    const host = simulateHost();
    await using volume = await opened(host, { room: 2 ** 30 });
    expect(host.ledger).toContain(
      `mount -t ext4 -o rw,nosuid,nodev,noexec,noatime /dev/loop3 ${volume.folder}`,
    );
    expect(host.ledger.join('\n')).not.toContain('-o ro');
    expect(volume.facts.bytes).toBeGreaterThan(2 ** 30);
  });

  it('has the size that xfs takes at least', async () => {
    const host = simulateHost();
    await using volume = await opened(host, { constraint: { filesystem: 'xfs' } });
    expect(volume.facts).toMatchObject({ filesystem: 'xfs', bytes: 320 * 2 ** 20 });
    expect(host.ledger).toContain('mkfs.xfs -q -K /dev/loop3');
  });

  it('is compared with a digest that is known already', async () => {
    const host = simulateHost();
    const known = await host.files.digest(modelPath, 'sha256');
    await using volume = await opened(host, known.ok ? { sha256: known.value } : {});
    expect(host.ledger).not.toContain(`digest ${modelPath}`);
    expect(volume.facts.sha256).toBe(known.ok ? known.value : '');
  });
});

describe('a volume over a file on disk', () => {
  it('takes its disk space at once and is read past the page cache', async () => {
    const host = simulateHost();
    await using volume = await opened(host, { constraint: { backing: 'file' } });
    expect(host.ledger).toContain(`fallocate --posix --length 17825792 ${ownFolder}/blocks`);
    expect(host.ledger).toContain(`losetup --find --show --direct-io=on ${ownFolder}/blocks`);
    expect(host.ledger.join('\n')).not.toContain('tmpfs');
    expect(volume.facts).toMatchObject({ backing: 'file', directIo: true });
    expect(volume.warnings).toEqual([]);
  });

  it('says what its caps mean where the file system has no direct I/O', async () => {
    const host = simulateHost({ directIo: false });
    await using volume = await opened(host, { constraint: { backing: 'file' } });
    expect(volume.facts.directIo).toBe(false);
    expect(volume.warnings).toEqual([
      `the file system of '${ownFolder}' does no direct I/O, so the page cache keeps the volume's blocks a second time: caps on /dev/loop3 act, but the disk below is hardly read`,
    ]);
  });
});

describe('a volume in compressed memory', () => {
  it('is a zram device of its own, which is removed again', async () => {
    const host = simulateHost();
    const volume = await opened(host, { constraint: { backing: 'zram' } });
    expect(host.ledger.slice(0, 9)).toEqual([
      'mkdir /cache',
      'note volume-folder /cache/emulate-t',
      'mkdir /cache/emulate-t',
      'mkdtemp /cache/emulate-t/private',
      'note zram-device-coming zram0',
      'read hot_add',
      'note zram-device /dev/zram1 17825792',
      'undone zram-device-coming zram0',
      'write 17825792 into /sys/block/zram1/disksize',
    ]);
    expect(volume.device).toEqual({ id: '253:1', path: '/dev/zram1' });
    expect(volume.facts).not.toHaveProperty('directIo');
    await volume[Symbol.asyncDispose]();
    expect(host.ledger.slice(-5)).toEqual([
      `undone mount ${ownFolder}/volume`,
      'write 1 into /sys/class/zram-control/hot_remove',
      'undone zram-device /dev/zram1 17825792',
      'remove /cache/emulate-t',
      'undone volume-folder /cache/emulate-t',
    ]);
  });

  it('is removed when somebody looked at it for a moment', async () => {
    const host = simulateHost({ busy: 3 });
    const volume = await opened(host, { constraint: { backing: 'zram' } });
    await volume[Symbol.asyncDispose]();
    expect(host.warnings).toEqual([]);
  });
});

describe('two volumes at once', () => {
  it('do not meet', async () => {
    const host = simulateHost();
    await using one = await opened(host);
    await using other = await opened(host, { name: 'emulate-u' });
    expect(other.device).not.toEqual(one.device);
    expect(other.folder).not.toBe(one.folder);
  });

  it('cannot have one name', async () => {
    const host = simulateHost();
    await using _one = await opened(host);
    const other = await open(host);
    expect(other).toEqual({
      ok: false,
      failure: {
        reason: 'file-failed',
        path: '/cache/emulate-t',
        operation: 'create the folder',
        problem:
          "something is there already, perhaps left by a run that was killed; 'emulate cleanup' undoes what such runs left",
      },
    });
  });
});

describe.each(
  backings.flatMap((backing) => filesystems.map((filesystem) => ({ backing, filesystem }))),
)('a volume of $backing with $filesystem', (constraint) => {
  const lines = async (): Promise<readonly string[]> => {
    const host = simulateHost();
    await using _volume = await opened(host, { constraint });
    return host.ledger.filter((line) => !line.startsWith('undone'));
  };

  it('leaves nothing when any one step fails', async () => {
    for (const line of await lines()) {
      const host = simulateHost({ fail: (each) => (each === line ? 'broken' : undefined) });
      const result = await open(host, { constraint });
      expect(result.ok, line).toBe(false);
      // What cannot be unmounted by the same command either is unmounted lazily.
      if (!line.startsWith('umount')) expect(host.warnings, line).toEqual([]);
      expect(host.held(), line).toEqual([]);
    }
  });

  it('leaves nothing when the user cancels after any step', async () => {
    for (const line of await lines()) {
      const controller = new AbortController();
      const host = simulateHost({
        after: (each) => {
          if (each === line) controller.abort();
        },
      });
      const result = await open(host, { constraint, signal: controller.signal });
      if (result.ok) {
        // Nothing asks after the last step; whoever opened it closes it.
        expect(line.startsWith('note') || line === 'mkdir /cache', line).toBe(true);
        await result.value[Symbol.asyncDispose]();
      } else if (!line.startsWith('losetup --find '))
        expect(result.failure.reason).toBe('interrupted');
      expect(host.held(), line).toEqual([]);
    }
  });
});

describe('a step that fails', () => {
  it('is told with the words of its program', async () => {
    expect(
      await failureOf({
        fail: (line) => (line.startsWith('mkfs') ? 'mkfs.ext4: No space left' : undefined),
      }),
    ).toBe(
      [
        "'mkfs.ext4 -q -O ^has_journal,^resize_inode -m 0 -b 4096 -N 2048 -E nodiscard,lazy_itable_init=0 /dev/loop3' failed: it ended with exit code 32",
        'Its last words were:',
        '  mkfs.ext4: No space left',
      ].join('\n'),
    );
  });

  it('may be the copying, when the device is full', async () => {
    expect(
      await failureOf({
        fail: (line) => (line.startsWith('copy') ? 'no space is left (ENOSPC)' : undefined),
      }),
    ).toBe(`cannot copy '${modelPath}' to '${ownFolder}/volume/m.gguf': no space is left (ENOSPC)`);
  });

  it('may be the reading back, when the device lost what was written', async () => {
    const text = await failureOf({ corrupt: (bytes) => bytes.map((byte) => byte ^ 1) });
    expect(text).toMatch(
      /^could not copy the model onto the volume: expected the SHA-256 of '\/models\/m\.gguf', [0-9a-f]{64}, got [0-9a-f]{64} on \/dev\/loop3\nhint: memory or disk space ran out behind the device \(see dmesg\), or the model was changed meanwhile; free some and run again$/,
    );
  });

  it('may be the reading back, when the device has an error where the copy should be', async () => {
    expect(
      await failureOf({
        fail: (line) =>
          line.endsWith('volume/m.gguf') && line.startsWith('digest') ? '(EIO)' : undefined,
      }),
    ).toBe(
      [
        `could not copy the model onto the volume: cannot read '${ownFolder}/volume/m.gguf': (EIO)`,
        'hint: memory or disk space ran out behind the device (see dmesg), or the model was changed meanwhile; free some and run again',
      ].join('\n'),
    );
  });

  it('may be the comparison with a digest of another file', async () => {
    expect(await failureOf({}, { sha256 })).toContain(sha256);
  });

  it('may be a device that is not one', async () => {
    const host = simulateHost();
    const processes: typeof host.ports.processes = {
      run: async (spec) => {
        const outcome = await host.ports.processes.run(spec);
        return spec.args.includes('--show') ? { ...outcome, stdout: 'nonsense\n' } : outcome;
      },
    };
    const result = await openVolume(host.request(), { ...host.ports, processes });
    expect(result).toMatchObject({ failure: { reason: 'output-unreadable', excerpt: 'nonsense' } });
  });
});

describe('what cannot be undone at once', () => {
  it('is tried again while somebody uses it for a moment', async () => {
    const host = simulateHost({ busy: 5 });
    const volume = await opened(host);
    await volume[Symbol.asyncDispose]();
    expect(host.ledger.filter((line) => line === `umount ${ownFolder}/volume`)).toHaveLength(7);
    expect(host.warnings).toEqual([]);
  });

  it('is unmounted lazily at last, with a warning', async () => {
    let isOpen = false;
    const host = simulateHost({
      fail: (line) =>
        isOpen && line === `umount ${ownFolder}/volume` ? 'target is busy.' : undefined,
    });
    const volume = await opened(host);
    isOpen = true;
    await volume[Symbol.asyncDispose]();
    expect(host.ledger).toContain(`umount --lazy ${ownFolder}/volume`);
    expect(host.warnings).toEqual([
      `'${ownFolder}/volume' was in use and was unmounted lazily: its memory or disk space is given back when its last user has ended`,
    ]);
  });

  it('stays in the journal, is told, and does not keep the others', async () => {
    let isOpen = false;
    const host = simulateHost(
      { fail: (line) => (isOpen && line.startsWith('umount') ? 'umount: broken' : undefined) },
      { mayLeave: true },
    );
    const volume = await opened(host);
    isOpen = true;
    await volume[Symbol.asyncDispose]();
    expect(host.journal.open().map(({ kind }) => kind)).toEqual([
      'volume-folder',
      'mount',
      'mount',
    ]);
    expect(host.ledger).toContain('losetup --detach /dev/loop3');
    expect(host.ledger).not.toContain('remove /cache/emulate-t');
    expect(host.warnings).toEqual([
      `'${ownFolder}/volume' stays mounted: 'umount --lazy ${ownFolder}/volume' failed: it ended with exit code 32\nIts last words were:\n  umount: broken; 'emulate cleanup' tries again`,
      `'${ownFolder}/memory' stays mounted: 'umount --lazy ${ownFolder}/memory' failed: it ended with exit code 32\nIts last words were:\n  umount: broken; 'emulate cleanup' tries again`,
      `the folder '/cache/emulate-t' was kept, because something is mounted at '${ownFolder}/memory'; 'emulate cleanup' tries again`,
    ]);
  });

  it('may be a loop device that somebody has opened', async () => {
    let isOpen = false;
    const host = simulateHost(
      { fail: (line) => (isOpen && line.startsWith('losetup') ? 'losetup: busy' : undefined) },
      { mayLeave: true },
    );
    const volume = await opened(host);
    isOpen = true;
    await volume[Symbol.asyncDispose]();
    expect(host.warnings).toEqual([
      `a loop device over '${ownFolder}/memory/blocks' is still in use; 'emulate cleanup' tries again`,
    ]);
    expect(host.held()).toEqual(['/dev/loop3', 'noted loop-device']);
  });

  it('may be a zram device that somebody has opened', async () => {
    let isOpen = false;
    const host = simulateHost(
      { fail: (line) => (isOpen && line.endsWith('hot_remove') ? 'in use' : undefined) },
      { mayLeave: true },
    );
    const volume = await opened(host, { constraint: { backing: 'zram' } });
    isOpen = true;
    await volume[Symbol.asyncDispose]();
    expect(host.warnings).toEqual(["/dev/zram1 is still in use; 'emulate cleanup' tries again"]);
    expect(host.held()).toEqual(['/dev/zram1', 'noted zram-device']);
  });

  it('may be a folder that cannot be removed', async () => {
    let isOpen = false;
    const host = simulateHost(
      { fail: (line) => (isOpen && line.startsWith('remove') ? 'in use' : undefined) },
      { mayLeave: true },
    );
    const volume = await opened(host);
    isOpen = true;
    await volume[Symbol.asyncDispose]();
    expect(host.warnings).toEqual([
      "cannot remove '/cache/emulate-t': in use; 'emulate cleanup' tries again",
    ]);
    expect(host.journal.open()).toEqual([{ kind: 'volume-folder', path: '/cache/emulate-t' }]);
  });

  it('keeps its folder where nobody can tell what is mounted in it', async () => {
    const host = simulateHost({}, { mayLeave: true });
    let isOpen = false;
    const controlFiles: ControlFiles = {
      ...host.ports.controlFiles,
      read: (path) =>
        isOpen && path === '/proc/self/mountinfo'
          ? Promise.resolve({ ok: true, value: undefined })
          : host.ports.controlFiles.read(path),
    };
    const volume = await openVolume(host.request(), { ...host.ports, controlFiles });
    isOpen = true;
    if (volume.ok) await volume.value[Symbol.asyncDispose]();
    expect(host.warnings).toEqual([
      "the folder '/cache/emulate-t' was kept, because it cannot be told whether anything is mounted in it; 'emulate cleanup' tries again",
    ]);
    expect(host.held()).toEqual([
      '/cache/emulate-t',
      ownFolder,
      `${ownFolder}/memory`,
      `${ownFolder}/volume`,
      'noted volume-folder',
    ]);
  });

  it('is told even when a port breaks', async () => {
    const host = simulateHost({}, { mayLeave: true });
    const files: Files = { ...host.ports.files, remove: () => Promise.reject(new Error('a bug')) };
    const volume = await openVolume(host.request(), { ...host.ports, files });
    if (volume.ok) await volume.value[Symbol.asyncDispose]();
    expect(host.warnings).toEqual(['a change to the host may not be undone: Error: a bug']);
  });
});
