import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookForVolumes, type LeftVolumes } from '../../../../src/drivers/volume/left.ts';
import { openVolume } from '../../../../src/drivers/volume/open-volume.ts';
import type { VolumePorts } from '../../../../src/drivers/volume/volume.ts';
import type { HostChange } from '../../../../src/model/host-change.ts';
import type { Remains } from '../../../../src/ports/left-changes.ts';
import { modelPath, simulateHost, type SimulatedHost } from './simulated-host.ts';

const own = '/cache/emulate-t/private-1';

const lookOn = ({ ports }: SimulatedHost): LeftVolumes => lookForVolumes(ports);

const lookFor = (volumes: LeftVolumes, change: HostChange): Promise<Remains> => {
  switch (change.kind) {
    case 'mount':
      return volumes.mount(change);
    case 'loop-device':
      return volumes.loopDevice(change);
    case 'zram-device':
      return volumes.zramDevice(change);
    case 'zram-device-coming':
      return volumes.zramDeviceComing(change);
    case 'volume-folder':
      return volumes.folder(change);
    default:
      throw new Error(`a volume makes no '${change.kind}'`);
  }
};

/** Undoes all that is noted, the latest first, and gives what was said against it. */
const cleanUp = async (host: SimulatedHost): Promise<readonly string[]> => {
  const problems: string[] = [];
  for (const change of [...host.journal.open()].reverse()) {
    const remains = await lookFor(lookOn(host), change);
    const problem =
      remains.state === 'there'
        ? await remains.undo()
        : remains.state === 'untouched'
          ? remains.problem
          : undefined;
    if (problem !== undefined) problems.push(`${change.kind}: ${problem}`);
  }
  return problems;
};

const never = <Value>(): Promise<Value> => new Promise<Value>(() => undefined);

/** The same ports, of a process that is killed when it has done so many things; nothing it does comes back then. */
const killAfter = (
  ports: VolumePorts,
  deeds: number,
): { readonly ports: VolumePorts; readonly killed: Promise<void> } => {
  let left = deeds;
  let kill: () => void = () => undefined;
  const killed = new Promise<void>((resolve) => {
    kill = resolve;
  });
  const mortal = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...args: readonly unknown[]): Promise<unknown> => {
          if (left <= 0) return never();
          const result: unknown = await Reflect.apply(value, target, args);
          left -= 1;
          if (left > 0) return result;
          kill();
          return never();
        };
      },
    });
  const { processes, files, controlFiles, journal } = ports;
  return {
    ports: {
      ...ports,
      processes: mortal(processes),
      files: mortal(files),
      controlFiles: mortal(controlFiles),
      journal: mortal(journal),
    },
    killed,
  };
};

const heldBesideNotes = (host: SimulatedHost): readonly string[] =>
  host.held().filter((each) => !each.startsWith('noted') && each !== '/cache');

describe.each(['ram', 'file', 'zram'] as const)('a volume of %s', (backing) => {
  it('is undone whenever the process that makes it is killed, and once more does no harm', async () => {
    let isOpen = false;
    for (let deeds = 1; !isOpen; deeds += 1) {
      const host = simulateHost({}, { mayLeave: true });
      const { ports, killed } = killAfter(host.ports, deeds);
      const opening = openVolume(host.request({ constraint: { backing } }), ports);
      isOpen = await Promise.race([opening.then(({ ok }) => ok), killed.then(() => false)]);
      expect(await cleanUp(host)).toEqual([]);
      expect(heldBesideNotes(host), `killed after ${deeds} deeds`).toEqual([]);
      const before = host.ledger.length;
      expect(await cleanUp(host)).toEqual([]);
      expect(host.ledger.slice(before)).toEqual([]);
      expect(host.files.paths()).toEqual([modelPath]);
    }
  });
});

describe('what only looks like a volume', () => {
  const left = async (
    change: HostChange,
    prepare: (host: SimulatedHost) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<{ readonly state: string; readonly problem?: string }> => {
    const host = simulateHost({}, { mayLeave: true });
    await prepare(host);
    const before = host.ledger.length;
    const remains = await lookFor(lookOn(host), change);
    expect(host.ledger.slice(before)).toEqual([]);
    return remains;
  };
  const run =
    (command: string, ...args: readonly string[]) =>
    ({ ports }: SimulatedHost) =>
      ports.processes.run({ command, args, timeoutMs: 1, outputLimitBytes: 1 });

  it('is a mount of somebody else at the same place', async () => {
    const remains = await left(
      { kind: 'mount', path: `${own}/volume` },
      run('mount', '-t', 'ext4', '/dev/sda1', `${own}/volume`),
    );
    expect(remains).toEqual({
      state: 'untouched',
      problem: `'/dev/sda1' (ext4) is mounted at '${own}/volume'`,
    });
  });

  it('is a zram device of the same number and another size', async () => {
    const change: HostChange = { kind: 'zram-device', path: '/dev/zram0', bytes: 4096 };
    expect(await left(change)).toEqual({ state: 'gone' });
  });

  it('is a zram device that was there before', async () => {
    const change: HostChange = { kind: 'zram-device-coming', others: [] };
    expect(await left(change)).toEqual({ state: 'gone' });
  });

  it('is a folder with something in it that no volume has', async () => {
    const remains = await left({ kind: 'volume-folder', path: '/home/emulate-results' }, (host) => {
      host.files.put('/home/emulate-results/runs.jsonl', '');
      return Promise.resolve();
    });
    expect(remains).toEqual({
      state: 'untouched',
      problem: "'/home/emulate-results/runs.jsonl' is in it, which this program did not make",
    });
  });

  it('is a mount point that holds files of somebody else', async () => {
    const remains = await left({ kind: 'volume-folder', path: '/cache/emulate-t' }, (host) => {
      host.files.put(`${own}/memory/letter.txt`, '');
      return Promise.resolve();
    });
    expect(remains).toMatchObject({ state: 'untouched' });
  });

  const part = fc.constantFrom(
    ...['', '.', '..', '/', 'etc', 'emulate-1', 'emulate-', 'emulate', 'private-1', 'private', 'x'],
    ...['memory', 'volume', 'blocks', 'emulate-1/..', 'loop0', 'zram0', 'a\0b', '-rf', '*'],
  );
  const path = fc
    .array(part, { maxLength: 6 })
    .map((parts) => `/${parts.join('/')}`)
    .map((text) => text.replaceAll('//', '/'));
  const change: fc.Arbitrary<HostChange> = fc.oneof(
    path.map((each): HostChange => ({ kind: 'mount', path: each })),
    path.map((each): HostChange => ({ kind: 'volume-folder', path: each })),
    path.map((each): HostChange => ({ kind: 'loop-device', path: each, file: each })),
    path.map((each): HostChange => ({ kind: 'zram-device', path: each, bytes: 2 ** 30 })),
  );

  it('is never touched outside the own names, whatever a note says', async () => {
    await fc.assert(
      fc.asyncProperty(change, async (forged) => {
        const host = simulateHost({}, { mayLeave: true });
        await run('mount', '-t', 'tmpfs', 'emulate', '/')(host);
        host.files.put('/etc/passwd', '');
        const before = host.ledger.length;
        const remains = await lookFor(lookOn(host), forged);
        const named = 'path' in forged ? forged.path : '';
        if (remains.state === 'there') {
          if (forged.kind === 'zram-device') expect(named).toBe('/dev/zram0');
          else expect(named).toMatch(/\/emulate-1(\/private-1\/(memory|volume|blocks))?$/);
          expect(named).not.toMatch(/\.\.|\0|\/\//);
          await remains.undo();
        } else expect(host.ledger.slice(before)).toEqual([]);
        expect(await host.files.stat('/etc/passwd')).toBeDefined();
        expect(await host.files.stat(modelPath)).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });
});
