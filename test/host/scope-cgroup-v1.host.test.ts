import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceLimits, ScopeLimits } from '../../src/model/scope.ts';
import {
  countersOf,
  listGroups,
  makeCgroupV1Rig,
  runIn,
  scopeName,
  startIn,
  untilLine,
  wholeDiskOf,
  whyNoCgroupV1,
  writeFileDurably,
  type CgroupV1Rig,
} from '../support/cgroup-v1-rig.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const MiB = 2 ** 20;
const missing = await whyNoCgroupV1();

let rig: CgroupV1Rig;
let before: readonly string[];
beforeEach(async () => {
  rig = await makeCgroupV1Rig();
  before = await listGroups();
});
afterEach(async () => {
  expect(rig.journal.open()).toEqual([]);
  expect(await listGroups()).toEqual(before);
});

const readOnce = (file: string): readonly string[] => ['dd', `if=${file}`, 'of=/dev/null', 'bs=1M'];

/** A process that maps a file and reads it again and again; it says when it has read it once. */
const mapAndRead = (file: string): readonly string[] => [
  'python3',
  '-c',
  `import mmap,sys
with open(sys.argv[1], 'rb') as f:
  m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)
first = True
while True:
  for at in range(0, len(m), 4096): m[at]
  if first: print('read', flush=True)
  first = False
  sys.stdin.readline()
`,
  file,
];

describe.skipIf(missing !== undefined)(
  `a scope of cgroup v1 on this machine${missing === undefined ? '' : ` (${missing})`}`,
  () => {
    const openWith = (limits: ScopeLimits) =>
      rig.open({ name: scopeName(), limits, controllers: ['memory', 'io', 'cpu'] });

    it('is below the own groups, and nowhere else', async () => {
      await using scope = await openWith({});
      const made = (await listGroups()).filter((path) => !before.includes(path));
      expect(made).toContain(scope.place);
      expect(made.every((path) => path.endsWith(`/${scope.name}`))).toBe(true);
      const own = await readFile('/proc/self/cgroup', 'utf8');
      const memory = /^\d+:memory:(.*)$/m.exec(own)?.[1] ?? '';
      expect(scope.place).toMatch(new RegExp(`${memory}/${scope.name}$`));
      const ended = await runIn(scope, ['cat', '/proc/self/cgroup']);
      const inside = ended.stdout.split('\n').filter((line) => line.endsWith(`/${scope.name}`));
      expect(inside).toHaveLength(made.length);
    });

    it('kills what needs more memory than the limit, and counts that', async () => {
      await using scope = await openWith({ memoryMax: 64 * MiB, swapMax: 0 });
      expect(scope.applied).toEqual({ 'memory.max': 64 * MiB, 'memory.swap': 0 });
      expect(await runIn(scope, ['tail', '/dev/zero'])).toMatchObject({ signal: 'SIGKILL' });
      const counters = await countersOf(scope);
      expect(counters.oomKills).toBe(1);
      expect(counters.memoryPeakBytes).toBeGreaterThan(60 * MiB);
      expect(counters.memoryPeakBytes).toBeLessThanOrEqual(64 * MiB);
    });

    it('evicts what is read beyond the limit, and counts what is read again', async () => {
      await using folder = await makeTemporaryFolder();
      const file = join(folder.path, 'content');
      await writeFileDurably(file, 96 * MiB);
      await using scope = await openWith({ memoryMax: 32 * MiB });
      for (let round = 0; round < 2; round += 1)
        expect(await runIn(scope, readOnce(file))).toMatchObject({ exitCode: 0 });
      const counters = await countersOf(scope);
      expect(counters.memoryPeakBytes).toBeLessThanOrEqual(32 * MiB);
      expect(counters.fileBytes).toBeGreaterThan(0);
      expect(counters.limitHits).toBeGreaterThan(0);
      expect(counters.refaultedBytes).toBeGreaterThan(32 * MiB);
      expect(counters.oomKills).toBe(0);
    });

    describe('on a disk that can be capped', () => {
      const readDirectly = async (
        limits: Omit<DeviceLimits, 'device'>,
        blockBytes: number,
        blocks: number,
      ) => {
        await using folder = await makeTemporaryFolder();
        const file = join(folder.path, 'content');
        await writeFileDurably(file, 64 * MiB);
        const device = await wholeDiskOf(file);
        if (device === undefined) return undefined;
        await using scope = await openWith({ io: { device, ...limits } });
        const startNs = process.hrtime.bigint();
        const argv = [`if=${file}`, 'of=/dev/null', `bs=${blockBytes}`, `count=${blocks}`];
        const ended = await runIn(scope, ['dd', ...argv, 'iflag=direct']);
        expect(ended).toMatchObject({ exitCode: 0 });
        const seconds = Number(process.hrtime.bigint() - startNs) / 1e9;
        return { seconds, applied: scope.applied, counters: await countersOf(scope) };
      };

      // A tenth is allowed for the kernel's first, free slice of time: nothing else is faster than the cap.
      it('reads no faster than the cap on bytes, and every read is counted', async (context) => {
        const read = await readDirectly({ readBandwidth: 32e6 }, MiB, 64);
        if (read === undefined) return context.skip('no whole disk holds temporary files');
        expect(read.applied).toEqual({ 'io.readBandwidth': 32e6 });
        expect(read.seconds).toBeGreaterThan(0.9 * ((64 * MiB) / 32e6));
        expect(read.counters.readBytes).toBeGreaterThanOrEqual(64 * MiB);
        expect(read.counters.readBytes).toBeLessThan(72 * MiB);
      });

      it('reads no more often than the cap on reads', async (context) => {
        const read = await readDirectly({ readIops: 200 }, 4096, 400);
        if (read === undefined) return context.skip('no whole disk holds temporary files');
        expect(read.applied).toEqual({ 'io.readIops': 200 });
        expect(read.seconds).toBeGreaterThan(0.9 * (400 / 200));
        expect(read.counters.readOperations).toBeGreaterThanOrEqual(400);
        expect(read.counters.readBytes).toBeGreaterThanOrEqual(400 * 4096);
      });

      it('is removed while a killed process in it waits for reads that the cap holds back', async (context) => {
        await using folder = await makeTemporaryFolder();
        const file = join(folder.path, 'content');
        await writeFileDurably(file, 8 * MiB);
        const device = await wholeDiskOf(file);
        if (device === undefined) return context.skip('no whole disk holds temporary files');
        const scope = await openWith({ io: { device, readBandwidth: 10_000 } });
        // Direct reads of 8 MiB, for which the kernel would let it wait a quarter of an hour.
        const argv = ['echo up; exec dd "if=$1" of=/dev/null bs=8M iflag=direct', 'sh', file];
        const reader = startIn(scope, ['sh', '-c', ...argv]);
        await untilLine(reader, 'up');
        const [pid] = await scope.processes();
        const state = (): Promise<string> => readFile(`/proc/${pid ?? ''}/stat`, 'utf8');
        while (!(await state()).includes('(dd) D ')) await new Promise(setImmediate);
        await scope[Symbol.asyncDispose]();
        expect(await reader).toMatchObject({ signal: 'SIGKILL' });
      });

      it('counts what is read without a cap, too', async (context) => {
        const read = await readDirectly({}, MiB, 64);
        if (read === undefined) return context.skip('no whole disk holds temporary files');
        expect(read.applied).toEqual({});
        expect(read.counters.readBytes).toBeGreaterThanOrEqual(64 * MiB);
      });
    });

    it('runs on the processors that were asked for', async () => {
      const status = async (limits: ScopeLimits): Promise<string> => {
        await using scope = await openWith(limits);
        return (await runIn(scope, ['cat', '/proc/self/status'])).stdout;
      };
      expect(await status({ cpus: '0' })).toMatch(/^Cpus_allowed_list:\t0$/m);
      const own = /^Cpus_allowed_list:\t(.*)$/m.exec(await readFile('/proc/self/status', 'utf8'));
      expect(await status({})).toContain(`Cpus_allowed_list:\t${own?.[1] ?? ''}\n`);
    });

    it('ends a whole tree of processes, those that left their session too', async () => {
      await using scope = await openWith({});
      const shell = startIn(scope, [
        'sh',
        '-c',
        'for i in 1 2 3; do (trap "" TERM HUP; setsid sh -c "sleep 600 & sleep 600") & done; echo up; wait',
      ]);
      await untilLine(shell, 'up');
      expect((await scope.processes()).length).toBeGreaterThan(0);
      expect(await scope.kill()).toEqual({ ok: true });
      expect(await scope.processes()).toEqual([]);
      expect(await shell).toMatchObject({ signal: 'SIGKILL' });
      expect(await scope.kill()).toEqual({ ok: true });
    });

    it('takes mapped pages away from a process that goes on, and puts the limit back', async () => {
      await using folder = await makeTemporaryFolder();
      const file = join(folder.path, 'content');
      await writeFileDurably(file, 128 * MiB);
      await using scope = await openWith({ memoryMax: 256 * MiB });
      const reader = startIn(scope, mapAndRead(file));
      await untilLine(reader, 'read');
      const full = await countersOf(scope);
      expect(full.fileBytes).toBeGreaterThanOrEqual(128 * MiB);

      const reclaimed = await scope.reclaim(32 * MiB);
      if (!reclaimed.ok) throw new Error(JSON.stringify(reclaimed.failure));
      expect(reclaimed.value).toBeGreaterThan(16 * MiB);
      expect(reclaimed.value).toBeLessThan(64 * MiB);
      const less = await countersOf(scope);
      // The kernel sums its statistics up with a delay of at most some hundred pages.
      const left = (full.fileBytes ?? 0) - reclaimed.value;
      expect(Math.abs((less.fileBytes ?? 0) - left)).toBeLessThan(4 * MiB);
      const limit = await readFile(join(scope.place, 'memory.limit_in_bytes'), 'utf8');
      expect(limit).toBe(`${256 * MiB}\n`);

      const more = await scope.reclaim(1024 * MiB);
      if (!more.ok) throw new Error(JSON.stringify(more.failure));
      expect(more.value).toBeGreaterThan(0);
      expect(await countersOf(scope)).toMatchObject({ oomKills: 0 });
      expect((await scope.processes()).length).toBe(1);
      reader.stdin.write('\n');
      await scope.kill();
      expect(await reader).toMatchObject({ signal: 'SIGKILL' });
    });

    it('is removed with everything in it', async () => {
      const scope = await openWith({ memoryMax: 64 * MiB });
      const sleeper = startIn(scope, ['sh', '-c', 'echo up; exec sleep 600']);
      await untilLine(sleeper, 'up');
      await scope[Symbol.asyncDispose]();
      await scope[Symbol.asyncDispose]();
      expect(await sleeper).toMatchObject({ signal: 'SIGKILL' });
      expect(await listGroups()).toEqual(before);
    });

    it('is made by a user without rights in groups that were given to that user, and nowhere else', async (context) => {
      if (process.getuid?.() !== 0) return context.skip('only root can give a group away');
      await using scope = await openWith({});
      const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
      const script = fileURLToPath(new URL('../support/open-scope-in-turn.ts', import.meta.url));
      const argv = [...asNobody, process.execPath, '--import', 'tsx', script];
      const refused = await runIn(scope, argv);
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain(
        `this user may not make a control group in '${scope.place}'`,
      );

      const given = (await listGroups()).filter((path) => path.endsWith(`/${scope.name}`));
      await execa('chown', ['-R', '65534:65534', ...given]);
      const ended = await runIn(scope, argv);
      expect(ended.stderr).toBe('');
      expect(JSON.parse(ended.stdout)).toEqual({
        misses: [],
        place: expect.stringContaining(`${scope.place}/emulate-test-`) as string,
        signal: 'SIGKILL',
        oomKills: 1,
        hasPressure: given.some((path) => path.includes('/unified/')),
        left: [],
      });
    });

    it('says that the program was not started when the scope is gone', async () => {
      const scope = await openWith({});
      await scope[Symbol.asyncDispose]();
      const ended = await runIn(scope, ['echo', 'started']);
      expect(ended).toMatchObject({ exitCode: 125, stdout: '' });
      expect(ended.stderr).toContain('emulate-enter: cannot enter the control group');
    });
  },
);
