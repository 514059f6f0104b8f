import { describe, expect, it } from 'vitest';
import { supervise } from '../../../../../src/drivers/scope/cgroup/supervise.ts';
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
