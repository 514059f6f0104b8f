import { describe, expect, it } from 'vitest';
import { supervise } from '../../../../../src/drivers/scope/cgroup/supervise.ts';
import { success } from '../../../../../src/model/result.ts';
import { makeScopeRig } from '../../../../support/scope-rig.ts';

const MiB = 2 ** 20;
const memory = '/sys/fs/cgroup/memory/emulate-1';

describe('a scope under supervision', () => {
  it('squeezes once at a time, so that the true limit is put back', async () => {
    const { files, context } = makeScopeRig({ version: 1 });
    await files.makeFolder(memory);
    files.setMemory(memory, { fileBytes: 100 * MiB });
    await files.write(`${memory}/memory.limit_in_bytes`, String(200 * MiB));
    const scope = supervise(context, { version: 1, memory });
    const both = await Promise.all([scope.reclaim(10 * MiB), scope.reclaim(20 * MiB)]);
    expect(both).toEqual([
      { ok: true, value: 10 * MiB },
      { ok: true, value: 20 * MiB },
    ]);
    const limits = files.written.filter(({ path }) => path.endsWith('limit_in_bytes'));
    expect(limits.map(({ text }) => Number(text) / MiB)).toEqual([200, 90, 200, 70, 200]);
  });

  it('goes on after a squeeze that failed', async () => {
    const { files, context } = makeScopeRig({ version: 1 });
    const scope = supervise(context, { version: 1, memory });
    expect(await scope.reclaim(MiB)).toMatchObject({ ok: false });
    await files.makeFolder(memory);
    files.setMemory(memory, { fileBytes: 100 * MiB });
    expect(await scope.reclaim(MiB)).toEqual({ ok: true, value: MiB });
  });

  it.each([
    {
      version: 1 as const,
      io: '/sys/fs/cgroup/blkio/emulate-1',
      lifts: [
        { path: '/sys/fs/cgroup/blkio/emulate-1/blkio.throttle.read_bps_device', text: '254:0 0' },
        { path: '/sys/fs/cgroup/blkio/emulate-1/blkio.throttle.read_iops_device', text: '254:0 0' },
      ],
    },
    {
      version: 2 as const,
      io: '/sys/fs/cgroup/emulate-1',
      lifts: [{ path: '/sys/fs/cgroup/emulate-1/io.max', text: '254:0 rbps=max riops=max' }],
    },
  ])(
    'lifts the caps that keep its processes from ending, at its end alone: version $version',
    async ({ version, io, lifts }) => {
      const rig = makeScopeRig({ version });
      await rig.files.makeFolder(io);
      const [keeper, waiting] = [6, 7];
      const scope = supervise(rig.context, { version, io }, { device: '254:0', keeper });
      rig.files.setProcesses(io, [keeper]);
      expect(await scope.end()).toEqual(success(undefined));
      expect(rig.files.written).toEqual([]);

      rig.files.setProcesses(io, [keeper, waiting]);
      rig.signals.hang(waiting);
      expect(await rig.await(scope.kill())).toMatchObject({ ok: false });
      expect(rig.files.written).toEqual([]);
      expect(await rig.await(scope.end())).toMatchObject({ ok: false });
      expect(rig.files.written).toEqual(lifts);
    },
  );

  it('reads, lists and kills', async () => {
    const rig = makeScopeRig({ version: 1 });
    await rig.files.makeFolder(memory);
    rig.files.setProcesses(memory, [7]);
    const scope = supervise(rig.context, { version: 1, memory });
    expect(await scope.processes()).toEqual([7]);
    expect(await scope.counters()).toMatchObject({ ok: true, value: { memoryBytes: 0 } });
    await rig.await(scope.kill());
    expect(await scope.processes()).toEqual([]);
  });
});
