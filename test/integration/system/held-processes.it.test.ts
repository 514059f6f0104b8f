import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { createProcessHolder } from '../../../src/system/held-processes.ts';

const holder = createProcessHolder({ graceMs: 100 });

const hold = (script: string, startLimitMs = 30_000) =>
  holder.hold({ command: '/bin/sh', args: ['-c', script], startLimitMs });

const holdOrThrow = async (script: string) => {
  const held = await hold(script);
  if (!held.ok) throw new Error(JSON.stringify(held.failure));
  return held.value;
};

/** Zombies count as gone: nobody in a container may be there to reap them. */
const lives = async (pid: number): Promise<boolean> =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (text) => !/\) [ZX] /.test(text),
    () => false,
  );

describe('a held process', () => {
  it('is there from its first line until it is released', async () => {
    const held = await holdOrThrow('echo here; read -r _');
    expect(held.pid).toBeGreaterThan(1);
    expect(held.ended()).toBeUndefined();
    expect(await lives(held.pid)).toBe(true);
    await held[Symbol.asyncDispose]();
    expect(await lives(held.pid)).toBe(false);
  });

  it('is killed when it does not end by itself', async () => {
    const held = await holdOrThrow('trap "" TERM; echo here; while :; do sleep 1; done');
    await held[Symbol.asyncDispose]();
    expect(await lives(held.pid)).toBe(false);
    expect(held.ended()).toBe('killed by signal SIGKILL');
  });

  it('tells how it ended when it ended too early', async () => {
    await using held = await holdOrThrow('echo here; exit 7');
    await expect.poll(() => held.ended()).toBe('exit code 7');
  });

  it('is released after it has ended', async () => {
    const held = await holdOrThrow('echo here');
    await expect.poll(() => held.ended()).toBe('exit code 0');
    await held[Symbol.asyncDispose]();
    await held[Symbol.asyncDispose]();
  });

  it('ends when this program is killed', async () => {
    const script = fileURLToPath(new URL('../../support/hold-until-killed.ts', import.meta.url));
    const program = execa(process.execPath, ['--import', 'tsx', script], { reject: false });
    const pid = await new Promise<number>((resolve) => {
      program.stdout.once('data', (chunk) => {
        resolve(Number(chunk));
      });
    });
    expect(await lives(pid)).toBe(true);
    program.kill('SIGKILL');
    await program;
    await expect.poll(() => lives(pid)).toBe(false);
  });

  it('does not get the signals of the terminal', async () => {
    await using held = await holdOrThrow('echo here; read -r _');
    const stat = await readFile(`/proc/${held.pid}/stat`, 'utf8');
    const group = /\) \S+ \d+ (\d+)/.exec(stat)?.[1];
    expect(Number(group)).toBe(held.pid);
  });
});

describe('a process that cannot be held', () => {
  it('says what it said when it ended before its first line', async () => {
    expect(await hold('echo "no such unit" >&2; exit 3')).toEqual({
      ok: false,
      failure: {
        reason: 'process-failed',
        command: '/bin/sh -c echo "no such unit" >&2; exit 3',
        problem: 'exit code 3',
        stderr: 'no such unit\n',
      },
    });
  });

  it('is given up when it is not in place in time', async () => {
    expect(await hold('exec sleep 60', 200)).toMatchObject({
      ok: false,
      failure: { problem: 'it was not in place after 0.2 s' },
    });
  });

  it('may not exist', async () => {
    const spec = { command: 'emulate-no-such-program', args: [], startLimitMs: 1000 };
    expect(await holder.hold(spec)).toMatchObject({
      ok: false,
      failure: { problem: "'emulate-no-such-program' was not found on the PATH" },
    });
  });
});
