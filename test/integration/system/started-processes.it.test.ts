import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { createProcFiles } from '../../../src/system/proc-files.ts';
import { createProcessSignals } from '../../../src/system/process-signals.ts';
import { lookForStarted, markStarted, ownLine } from '../../../src/system/started-processes.ts';

const proc = createProcFiles('/');
const newMark = (): string => randomBytes(8).toString('hex');
const look = (mark: string, spared = ownLine(proc)) =>
  lookForStarted({ proc, signals: createProcessSignals(), spared })({ kind: 'processes', mark });

/** A shell that starts another process, says so, and goes on. */
const startShell = async (mark: string) => {
  using _marked = markStarted(mark);
  const child = execa('/bin/sh', ['-c', 'sleep 3600 & echo here; wait'], {
    reject: false,
    detached: true,
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  // Not the promise itself, which would be waited for.
  return { child };
};

describe('processes that were left', () => {
  it('are found by their mark with all that they started, and killed', async () => {
    const mark = newMark();
    const { child } = await startShell(mark);
    const remains = await look(mark);
    expect(remains).toMatchObject({
      detail: expect.stringMatching(/^sh \(\d+\), \w+ \(\d+\)$/) as string,
    });
    expect(remains.state === 'there' && (await remains.undo())).toBeUndefined();
    expect(await child).toMatchObject({ signal: 'SIGKILL' });
    expect(await look(mark)).toEqual({ state: 'gone' });
  });

  it('are none of another process of this program', async () => {
    const { child } = await startShell(newMark());
    expect(await look(newMark())).toEqual({ state: 'gone' });
    expect(child.exitCode).toBeNull();
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await child;
  });

  it('are killed when they are stopped', async () => {
    const mark = newMark();
    const { child } = await startShell(mark);
    process.kill(-(child.pid ?? 0), 'SIGSTOP');
    const remains = await look(mark);
    expect(remains.state === 'there' && (await remains.undo())).toBeUndefined();
    await child;
  });

  it('are spared when the cleanup was started by them', async () => {
    const mark = newMark();
    const { child } = await startShell(mark);
    const line = [process.pid, child.pid ?? 0, ...(await children(child.pid ?? 0))];
    const remains = await look(mark, line);
    expect(remains.state === 'there' && (await remains.undo())).toContain(
      'this cleanup was started by sh (',
    );
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await child;
  });

  it.each(['', 'x', '0123456789ABCDEF', '0123456789abcdef\n'])(
    'are none of the mark %j',
    async (mark) => {
      expect(await look(mark)).toMatchObject({ state: 'untouched' });
    },
  );

  it('have this process and those above it in their own line', () => {
    expect(ownLine(proc)[0]).toBe(process.pid);
    expect(ownLine(proc)).toContain(process.ppid);
  });
});

const children = async (pid: number): Promise<readonly number[]> => {
  const { stdout } = await execa('cat', [`/proc/${pid}/task/${pid}/children`]);
  return stdout.trim().split(' ').map(Number);
};
