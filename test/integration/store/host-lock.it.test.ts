import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { acquireHostLock, type HostLock, type LockHolder } from '../../../src/store/host-lock.ts';

const holder: LockHolder = {
  pid: 4711,
  profile: 'hbf-50gbps',
  startedUtc: '2026-03-01T12:00:00.000Z',
};

/** A name of this test's own, so that a measurement on this host is not disturbed. */
const nameOf = (test: string): string => `emulate-test-${process.pid}-${test}`;

const acquired = async (name: string): Promise<HostLock> => {
  const lock = await acquireHostLock(holder, name);
  if (!lock.ok) throw new Error(`Internal error: ${JSON.stringify(lock.failure)}`);
  return lock.value;
};

describe('the lock of the host', () => {
  test('refuses a second measurement and says who holds it', async () => {
    const name = nameOf('second');
    await using lock = await acquired(name);
    expect(lock).toBeDefined();
    expect(await acquireHostLock({ ...holder, pid: 1 }, name)).toEqual({
      ok: false,
      failure: {
        reason: 'busy',
        problem:
          "Another measurement is running on this host: profile 'hbf-50gbps', process 4711, since " +
          "2026-03-01T12:00:00.000Z. Two at once would spoil each other's numbers. Wait until it " +
          "has ended, or end it with 'kill -INT 4711'.",
      },
    });
  });

  test('is free again after its block', async () => {
    const name = nameOf('free');
    {
      await using lock = await acquired(name);
      expect(lock).toBeDefined();
    }
    await using again = await acquired(name);
    expect(again).toBeDefined();
  });

  test('is free again after its holder was killed, and bears a holder that does not answer', async () => {
    const name = nameOf('killed');
    const script = `require('net').createServer(() => {}).listen({ path: '\\0${name}' }, () => console.log('held'))`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const refused = await acquireHostLock(holder, name);
    expect(refused).toMatchObject({ ok: false, failure: { reason: 'busy' } });
    if (!refused.ok && refused.failure.reason === 'busy')
      expect(refused.failure.problem).toContain('it did not say which');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await using lock = await acquired(name);
    expect(lock).toBeDefined();
  });

  test('does not keep its process alive', async () => {
    const module = new URL('../../../src/store/host-lock.ts', import.meta.url).href;
    const name = nameOf('alive');
    const script = `import { acquireHostLock } from '${module}';
      const lock = await acquireHostLock({ pid: 1, profile: 'a', startedUtc: 'b' }, '${name}');
      console.log(lock.ok);`;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const ended = once(child, 'close');
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    expect(output.toString().trim()).toBe('true');
    expect(await ended).toEqual([0, null]);
  });
});
