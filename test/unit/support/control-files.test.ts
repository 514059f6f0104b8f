import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/model/failure.ts';
import type { Result } from '../../../src/model/result.ts';
import { createFakeControlFiles, ownPid } from '../../support/fakes/control-files.ts';
import { parseList, renderList } from '../../support/fakes/control-groups/group.ts';

const MiB = 2 ** 20;

/** The value, or the code of the failure. */
const told = async (asked: Promise<Result<unknown, Failure>>): Promise<unknown> => {
  const result = await asked;
  if (result.ok) return result.value;
  const { failure } = result;
  return failure.reason === 'file-failed' ? /\((E\w+)\)$/.exec(failure.problem)?.[1] : failure;
};

describe('the fake control files of version 2', () => {
  const own = '/sys/fs/cgroup/user';
  const group = `${own}/emulate-1`;

  it('have the files of a controller where it is handed down, and only there', async () => {
    const files = createFakeControlFiles({ own: '/user' });
    await files.makeFolder(group);
    expect(await told(files.read(`${group}/memory.max`))).toBeUndefined();
    expect(await told(files.write(`${own}/cgroup.subtree_control`, '+memory'))).toBe('EBUSY');
    await files.write(`${group}/cgroup.procs`, '0');
    expect(await told(files.read('/proc/self/cgroup'))).toBe('0::/user/emulate-1');
    expect(await told(files.write(`${own}/cgroup.subtree_control`, '+memory +io'))).toBeUndefined();
    expect(await told(files.read(`${own}/cgroup.subtree_control`))).toBe('io memory');
    expect(await told(files.read(`${group}/cgroup.controllers`))).toBe('io memory');
    expect(await told(files.read(`${group}/memory.max`))).toBe('max');
    expect(await told(files.write(`${own}/cgroup.procs`, '0'))).toBe('EBUSY');
    expect(await told(files.write(`${own}/cgroup.subtree_control`, '+rdma'))).toBe('ENOENT');
  });

  it('keep processes and folders as the kernel does', async () => {
    const files = createFakeControlFiles({ own: '/user' });
    expect(await told(files.read(`${own}/cgroup.procs`))).toBe(String(ownPid));
    await files.makeFolder(group);
    expect(await told(files.makeFolder(group))).toBe('EEXIST');
    expect(await told(files.makeFolder(`${own}/x/y`))).toBe('ENOENT');
    expect(await told(files.removeFolder(own))).toBe('EBUSY');
    files.setProcesses(group, [7, 8]);
    expect(await told(files.removeFolder(group))).toBe('EBUSY');
    expect(await told(files.read(`${group}/cgroup.events`))).toBe('populated 1\nfrozen 0');
    await files.write(`${group}/cgroup.kill`, '1');
    expect(await told(files.read(`${group}/cgroup.procs`))).toBe('');
    expect(files.groups()).toEqual([group]);
    await files.removeFolder(group);
    expect(files.groups()).toEqual([]);
    expect(await told(files.removeFolder(group))).toBeUndefined();
  });

  it('evict at a limit and on demand', async () => {
    const files = createFakeControlFiles({ own: '/' });
    await files.write('/sys/fs/cgroup/cgroup.subtree_control', '+memory');
    const it = '/sys/fs/cgroup/emulate-1';
    await files.makeFolder(it);
    await files.write(`${it}/memory.max`, '64M');
    files.setMemory(it, { fileBytes: 100 * MiB, anonymousBytes: 4 * MiB });
    expect(await told(files.read(`${it}/memory.current`))).toBe(String(64 * MiB));
    expect(await told(files.read(`${it}/memory.events`))).toContain('max 1');
    await files.write(`${it}/memory.reclaim`, String(20 * MiB));
    expect(await told(files.read(`${it}/memory.stat`))).toContain(`file ${40 * MiB}`);
    expect(await told(files.write(`${it}/memory.reclaim`, '50M'))).toBe('EAGAIN');
    expect(await told(files.read(`${it}/memory.current`))).toBe(String(4 * MiB));
    expect(await told(files.read(`${it}/memory.peak`))).toBe(String(64 * MiB));
    expect(await told(files.read(`${it}/memory.reclaim`))).toBe('EINVAL');
    expect(await told(files.write(`${it}/memory.max`, 'much'))).toBe('EINVAL');
    await files.write(`${it}/memory.max`, '10000');
    expect(await told(files.read(`${it}/memory.max`))).toBe('8192');
    expect(await told(files.read(`${it}/memory.events`))).toContain('oom_kill 1');
  });

  it('keep the limits of a device that are not named', async () => {
    const files = createFakeControlFiles();
    await files.write('/sys/fs/cgroup/cgroup.subtree_control', '+io');
    const max = '/sys/fs/cgroup/emulate-1/io.max';
    await files.makeFolder('/sys/fs/cgroup/emulate-1');
    await files.write(max, '254:0 rbps=1000');
    await files.write(max, '254:0 riops=7');
    expect(await told(files.read(max))).toBe('254:0 rbps=1000 wbps=max riops=7 wiops=max');
    expect(await told(files.write(max, '254:1 rbps=1'))).toBe('ENODEV');
    expect(await told(files.write(max, '254:0 rbps=0'))).toBe('ERANGE');
    expect(await told(files.write(max, '254:0 speed=1'))).toBe('EINVAL');
    await files.write(max, '254:0 rbps=max riops=max');
    expect(await told(files.read(max))).toBe('');
  });
});

describe('the fake control files of version 1', () => {
  const memory = '/sys/fs/cgroup/memory/own/emulate-1';
  const limit = `${memory}/memory.limit_in_bytes`;

  it('have one tree for each controller', async () => {
    const files = createFakeControlFiles({ version: 1, own: { memory: '/own' } });
    expect(await files.list('/sys/fs/cgroup')).toEqual([
      ...['blkio', 'cpu', 'cpuset', 'memory', 'unified'],
    ]);
    expect(await told(files.read('/proc/self/cgroup'))).toBe(
      '5:memory:/own\n4:blkio:/\n3:cpuset:/\n2:cpu:/\n0::/',
    );
    expect(await told(files.read('/proc/self/mountinfo'))).toContain('- cgroup cgroup rw,blkio');
  });

  it('evict when the limit is squeezed, and refuse one that cannot be kept', async () => {
    const files = createFakeControlFiles({ version: 1, own: { memory: '/own' } });
    await files.makeFolder(memory);
    expect(await told(files.read(limit))).toBe('9223372036854771712');
    files.setMemory(memory, { fileBytes: 64 * MiB, anonymousBytes: 8 * MiB });
    expect(await told(files.write(limit, String(32 * MiB)))).toBeUndefined();
    expect(await told(files.read(`${memory}/memory.stat`))).toContain(`total_cache ${24 * MiB}`);
    expect(await told(files.write(limit, String(4 * MiB)))).toBe('EBUSY');
    expect(await told(files.read(limit))).toBe(String(32 * MiB));
    expect(await told(files.read(`${memory}/memory.usage_in_bytes`))).toBe(String(8 * MiB));
    const sum = `${memory}/memory.memsw.limit_in_bytes`;
    expect(await told(files.write(sum, String(16 * MiB)))).toBe('EINVAL');
    expect(await told(files.write(sum, String(32 * MiB)))).toBeUndefined();
    expect(await told(files.write(limit, '-1'))).toBe('EINVAL');
    await files.write(sum, '-1');
    expect(await told(files.write(limit, '-1'))).toBeUndefined();
    expect(await told(files.read(limit))).toBe('9223372036854771712');
  });

  it('take no process into a set of processors that is empty', async () => {
    const files = createFakeControlFiles({ version: 1, cpus: 2 });
    const set = '/sys/fs/cgroup/cpuset/emulate-1';
    await files.makeFolder(set);
    expect(await told(files.write(`${set}/cgroup.procs`, '7'))).toBe('ENOSPC');
    expect(await told(files.write(`${set}/cpuset.cpus`, '0-2'))).toBe('ERANGE');
    await files.write(`${set}/cpuset.cpus`, '0,1');
    await files.write(`${set}/cpuset.mems`, '0');
    await files.write(`${set}/cgroup.procs`, '7');
    expect(await told(files.read(`${set}/cpuset.cpus`))).toBe('0-1');
    expect(await told(files.read(`${set}/cgroup.procs`))).toBe('7');
    await files.makeFolder(`${set}/below`);
    await files.write(`${set}/cpuset.cpus`, '1');
    expect(await told(files.write(`${set}/below/cpuset.cpus`, '0'))).toBe('EACCES');
  });

  it('keep one line for each throttled device', async () => {
    const files = createFakeControlFiles({ version: 1, devices: ['254:0', '7:1'] });
    const throttle = '/sys/fs/cgroup/blkio/emulate-1/blkio.throttle.read_bps_device';
    await files.makeFolder('/sys/fs/cgroup/blkio/emulate-1');
    await files.write(throttle, '254:0 1000');
    await files.write(throttle, '7:1 5');
    await files.write(throttle, '254:0 2000');
    expect(await told(files.read(throttle))).toBe('7:1 5\n254:0 2000');
    await files.write(throttle, '7:1 0');
    expect(await told(files.read(throttle))).toBe('254:0 2000');
    expect(await told(files.write(throttle, '7:9 1'))).toBe('ENODEV');
  });
});

describe('every fake control file', () => {
  it('can be broken, clamped, hidden, watched and given a content', async () => {
    const files = createFakeControlFiles();
    const group = '/sys/fs/cgroup/emulate-1';
    const max = `${group}/memory.max`;
    await files.write('/sys/fs/cgroup/cgroup.subtree_control', '+memory +io');
    await files.makeFolder(group);

    files.fail('write', /memory\.max$/, 'EACCES');
    expect(await told(files.write(max, '1M'))).toBe('EACCES');
    files.fail('isWritable', group, 'EROFS');
    expect(await files.isWritable(group)).toBe(false);
    files.mend();
    expect(await files.isWritable(group)).toBe(true);

    const seen: string[] = [];
    files.onWrite(max, (text) => seen.push(text));
    files.clamp(max, () => '2M');
    await files.write(max, '1M');
    expect(await told(files.read(max))).toBe(String(2 * MiB));
    expect(seen).toEqual(['2M']);
    expect(files.written.slice(1)).toEqual([
      { path: max, text: '1M' },
      { path: max, text: '1M' },
    ]);

    files.hide('memory.peak');
    expect(await told(files.read(`${group}/memory.peak`))).toBeUndefined();
    expect(await files.list(group)).not.toContain('memory.peak');

    files.put(`${group}/io.stat`, '254:0 rbytes=4096');
    expect(await told(files.read(`${group}/io.stat`))).toBe('254:0 rbytes=4096');
    files.put('/sys/block/vda/queue/read_ahead_kb', '128');
    expect(await files.list('/sys/block')).toEqual(['vda']);
    await files.write('/sys/block/vda/queue/read_ahead_kb', '64\n');
    expect(await told(files.read('/sys/block/vda/queue/read_ahead_kb'))).toBe('64');
    expect(await files.resolve('/sys/block/vda')).toBe('/sys/block/vda');
    expect(await files.resolve('/sys/block/vdb')).toBeUndefined();
  });

  it('reads lists of numbers as it writes them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 40 })), (numbers) => {
        expect(parseList(renderList(numbers))).toEqual([...numbers].sort((a, b) => a - b));
      }),
    );
  });
});
