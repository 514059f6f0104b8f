import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readHeader, type CountersHeader } from '../../src/drivers/tier-pager/counters.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const source = join(root, 'src/drivers/tier-pager/tier-pager.c');
const MiB = 2 ** 20;
const weights = 12 * MiB + 4096;

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (command: string, args: readonly string[], env = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(
      command,
      args,
      { env: { ...process.env, ...env }, timeout: 60_000 },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr });
      },
    );
  });

let folder = '';
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'emulate-pager-test-'));
  const bytes = new Uint32Array(weights / 4).map((_, index) => Math.imul(index, 2654435761));
  await writeFile(at('weights'), new Uint8Array(bytes.buffer));
  const probe = join(root, 'test/fixtures/c/pager-probe.c');
  const built = await run('cc', ['-std=c11', '-O2', '-o', at('probe'), probe, '-lpthread']);
  expect(built.stderr).toBe('');
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const compile = (library: string, flags: readonly string[]): Promise<Ended> =>
  run('cc', [
    ...['-std=c11', '-fPIC', '-shared', '-fvisibility=hidden', '-Wall', '-Wextra', '-Wconversion'],
    ...['-Werror', ...flags, '-o', at(library), source, '-ldl'],
  ]);

interface Tier {
  readonly unit?: number;
  readonly buffer?: number;
  readonly prefetch?: number;
  readonly bandwidth?: number;
  readonly mode?: string;
}

/** Runs the probe with its file in the tier; units of 64 KiB, so that a small file has many. */
const underTier = async (
  library: string,
  args: readonly string[],
  { unit = 65_536, buffer = 16, prefetch = 0, bandwidth = 0, mode = 'page' }: Tier = {},
): Promise<{ readonly ended: Ended; readonly counters: CountersHeader }> => {
  const [what = '', ...rest] = args;
  await writeFile(at('counters'), '');
  const ended = await run(at('probe'), [what, at('weights'), ...rest], {
    LD_PRELOAD: at(library),
    EMULATE_TIER_MODE: mode,
    EMULATE_TIER_COUNTERS: at('counters'),
    EMULATE_TIER_MODEL: at('weights'),
    EMULATE_TIER_ARM_AT_MAPPING: '1',
    EMULATE_TIER_UNIT: String(unit),
    EMULATE_TIER_BUFFER_UNITS: String(buffer),
    EMULATE_TIER_PREFETCH_UNITS: String(prefetch),
    EMULATE_TIER_BANDWIDTH: String(bandwidth),
  });
  const header = readHeader(await readFile(at('counters')));
  if (!header.ok) throw new Error('the library left no counters');
  return { ended, counters: header.value };
};

const fine = { code: 0, signal: null, stderr: '' };
const units = Math.ceil(weights / 65_536);

describe('the tier library', () => {
  it('compiles without a warning', async () => {
    expect(await compile('optimised.so', ['-O2'])).toEqual({ ...fine, stdout: '' });
    expect(await compile('plain.so', ['-O0', '-g'])).toEqual({ ...fine, stdout: '' });
  });

  it('gives one thread every byte as it is in the file, and fetches each unit once a pass', async () => {
    const { ended, counters } = await underTier('optimised.so', ['read', '1', '2']);
    expect(ended).toEqual({ ...fine, stdout: 'wrong 0\n' });
    expect(counters.mappedBytes).toBe(weights);
    expect(counters.tally.unitsFetched).toBe(2 * units);
    expect(counters.tally.bytesFetched).toBe(2 * units * 65_536);
    expect(counters.problems).toEqual([]);
  });

  it('fetches everything once when the buffer holds it', async () => {
    const { ended, counters } = await underTier('optimised.so', ['read', '1', '3'], {
      buffer: units,
    });
    expect(ended.stdout).toBe('wrong 0\n');
    expect(counters.tally.unitsFetched).toBe(units);
  });

  it('never has more in the buffer than it holds', async () => {
    for (const buffer of [8, 13, 40]) {
      const { ended, counters } = await underTier('optimised.so', ['read', '4', '1'], {
        buffer,
        prefetch: 3,
      });
      expect(ended.stdout).toBe('wrong 0\n');
      expect(counters.openUnitsMax).toBeLessThanOrEqual(buffer);
    }
  });

  it('keeps every byte right when many threads touch the same and different units', async () => {
    for (const prefetch of [0, 4]) {
      const { ended } = await underTier('optimised.so', ['read', '8', '2'], { prefetch });
      expect(ended).toEqual({ ...fine, stdout: 'wrong 0\n' });
    }
  });

  it('survives random touches of many threads in a buffer that is far too small for them', async () => {
    const { ended, counters } = await underTier('optimised.so', ['random', '8', '2000']);
    expect(ended).toEqual({ ...fine, stdout: 'wrong 0\n' });
    expect(counters.tally.unitsFetched).toBeGreaterThan(units);
  });

  it('holds everything open in the null case', async () => {
    const { ended, counters } = await underTier('optimised.so', ['read', '2', '1'], {
      mode: 'hold',
    });
    expect(ended.stdout).toBe('wrong 0\n');
    expect(counters.mappedBytes).toBe(weights);
    expect(counters.tally.faults).toBe(0);
  });

  it('takes no weights when it only records', async () => {
    const { ended, counters } = await underTier('optimised.so', ['read', '1', '1'], {
      mode: 'record',
    });
    expect(ended.stdout).toBe('wrong 0\n');
    expect(counters.mappedBytes).toBe(0);
    expect(counters.owner).toBe(0);
  });

  it('books the link for exactly the bytes that it fetched', async () => {
    const { counters } = await underTier('optimised.so', ['read', '1', '1'], { bandwidth: 1e9 });
    expect(counters.tally.linkBusyNs).toBe(units * 65_536);
    expect(counters.bandwidth).toBe(1e9);
    expect(counters.tally.waitNs).toBeGreaterThanOrEqual(units * 65_536);
  });

  it('lets the program give back parts of its mapping, and then all', async () => {
    const { ended, counters } = await underTier('optimised.so', ['unmap']);
    expect(ended).toEqual({ ...fine, stdout: 'wrong 0\n' });
    expect(counters.problems).toEqual([]);
  });

  it('lets a real segmentation fault of the program end it as one', async () => {
    const { ended } = await underTier('optimised.so', ['crash']);
    expect(ended.signal).toBe('SIGSEGV');
  });

  it('lets a segmentation fault that was sent to the program end it', async () => {
    const { ended } = await underTier('optimised.so', ['raise']);
    expect(ended.signal).toBe('SIGSEGV');
  });

  it("leaves the program's own faults to the program's own handler", async () => {
    const { ended } = await underTier('optimised.so', ['handler']);
    expect(ended).toEqual({ ...fine, stdout: 'caught 3 wrong 0\n' });
  });

  it('shows no undefined behaviour', async () => {
    const flags = ['-O1', '-g', '-fsanitize=undefined', '-fno-sanitize-recover=all'];
    expect((await compile('undefined.so', flags)).code).toBe(0);
    const { ended } = await underTier('undefined.so', ['read', '4', '2'], { prefetch: 2 });
    expect(ended).toEqual({ ...fine, stdout: 'wrong 0\n' });
  });
});
