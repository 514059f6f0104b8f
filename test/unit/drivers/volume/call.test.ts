import { describe, expect, it } from 'vitest';
import { createCall } from '../../../../src/drivers/volume/call.ts';
import { unmount } from '../../../../src/drivers/volume/commands.ts';
import type { ProcessEnd } from '../../../../src/model/process-end.ts';
import { createFakeProcessRunner } from '../../../support/fakes/process-runner.ts';

const ends: readonly (readonly [ProcessEnd, string])[] = [
  [{ how: 'exited', code: 32 }, 'it ended with exit code 32'],
  [{ how: 'killed-by-signal', signal: 'SIGKILL' }, 'it was killed by SIGKILL'],
  [{ how: 'timed-out', limitMs: 60_000 }, 'it had not ended after 60 s'],
  [{ how: 'flooded', limitBytes: 65_536 }, 'it printed more than 65536 bytes'],
  [{ how: 'not-started', problem: "'umount' was not found" }, "'umount' was not found"],
];

describe('a program that makes a part of a volume', () => {
  it('gives what it printed', async () => {
    const processes = createFakeProcessRunner(() => ({ stdout: '/dev/loop3\n' }));
    expect(await createCall(processes, 0)(unmount('/mnt'))).toEqual({
      ok: true,
      value: '/dev/loop3',
    });
  });

  it('is waited for longer, the more it may have to write', async () => {
    const processes = createFakeProcessRunner(() => ({}));
    await createCall(processes, 0)(unmount('/mnt'));
    await createCall(processes, 100e9)(unmount('/mnt'));
    expect(processes.specs.map(({ timeoutMs }) => timeoutMs)).toEqual([60_000, 10_060_000]);
  });

  it.each(ends)('fails when it ends as %j', async (end, problem) => {
    const processes = createFakeProcessRunner(() => ({ end, stderr: 'no\n' }));
    expect(await createCall(processes, 0)(unmount('/mnt'))).toEqual({
      ok: false,
      failure: { reason: 'process-failed', command: "'umount /mnt'", problem, stderr: 'no\n' },
    });
  });

  it('is ended when the user cancels', async () => {
    const processes = createFakeProcessRunner(() => ({}));
    const call = createCall(processes, 0, AbortSignal.abort());
    expect(await call(unmount('/mnt'))).toMatchObject({ failure: { reason: 'interrupted' } });
  });
});
