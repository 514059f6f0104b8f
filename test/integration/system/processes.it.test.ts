import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProcessSpec } from '../../../src/ports/process-runner.ts';
import { createProcessRunner } from '../../../src/system/processes.ts';

const bin = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/bin/${name}`, import.meta.url));

const source = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/c/${name}`, import.meta.url));

const runner = createProcessRunner({ graceMs: 100, drainMs: 100 });

const run = (command: string, args: readonly string[] = [], rest: Partial<ProcessSpec> = {}) =>
  runner.run({ command, args, timeoutMs: 30_000, outputLimitBytes: 100_000, ...rest });

/** Zombies count as gone: nobody in a container may be there to reap them. */
const lives = async (pid: number): Promise<boolean> =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (text) => !/\) [ZX] /.test(text),
    () => false,
  );

const eventuallyGone = async (pids: readonly number[]): Promise<void> => {
  for (const pid of pids)
    await expect.poll(() => lives(pid), { timeout: 10_000, interval: 20 }).toBe(false);
};

describe('createProcessRunner', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'emulate-test-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });
  const pidsIn = async (path: string): Promise<number[]> =>
    (await readFile(path, 'utf8')).trim().split(' ').map(Number);

  it.each([0, 1, 42])('reports exit code %i with both streams', async (code) => {
    const outcome = await run(bin('exit-with'), [String(code)]);
    expect(outcome).toMatchObject({
      end: { how: 'exited', code },
      stdout: 'to stdout\n',
      stderr: 'to stderr\n',
    });
    expect(outcome.durationMs).toBeGreaterThan(0);
  });

  it.each(['KILL', 'SEGV', 'ABRT'])('reports the end by SIG%s', async (signal) => {
    const outcome = await run(bin('die-by-signal'), [signal]);
    expect(outcome.end).toEqual({ how: 'killed-by-signal', signal: `SIG${signal}` });
    expect(outcome.stdout).toBe('before the end\n');
  });

  it('tells the id of a process as soon as it is there, and of none that is not', async () => {
    const pids: number[] = [];
    const onStart = (pid: number): void => void pids.push(pid);
    await run('/bin/sh', ['-c', `echo $$ >'${join(folder, 'pid')}'`], { onStart });
    expect(pids).toEqual(await pidsIn(join(folder, 'pid')));
    await run(join(folder, 'no-such-program'), [], { onStart });
    expect(pids).toHaveLength(1);
  });

  it('passes arguments untouched, the folder and the environment', async () => {
    const args = ['', 'a b', '$(id)', '*', '-x', "it's"];
    const outcome = await run(bin('show-environment'), args, {
      cwd: folder,
      env: { EMULATE_TEST: 'seen' },
    });
    const shown = args.map((each) => `[${each}]\n`).join('');
    expect(outcome.stdout).toBe(`${folder}\n${shown}seen\n`);
  });

  it('ends a process that runs past its time limit', async () => {
    const outcome = await run(bin('forever'), [], { timeoutMs: 300 });
    expect(outcome.end).toEqual({ how: 'timed-out', limitMs: 300 });
  });

  it('takes a time limit longer than a timer can hold', async () => {
    const outcome = await run(bin('exit-with'), ['0'], { timeoutMs: 1e12 });
    expect(outcome.end).toEqual({ how: 'exited', code: 0 });
  });

  it('kills a tree that ignores the request to end, grandchildren included', async () => {
    const list = join(folder, 'ignore-term');
    const controller = new AbortController();
    const outcome = await run(bin('ignore-term'), [list], {
      signal: controller.signal,
      onStdoutLine: () => {
        controller.abort();
      },
    });
    expect(outcome.end).toEqual({ how: 'cancelled' });
    await eventuallyGone(await pidsIn(list));
  });

  it('does not wait for a child that is left behind, and ends it', async () => {
    const list = join(folder, 'leave-child');
    const outcome = await run(bin('leave-child'), [list]);
    expect(outcome.end).toEqual({ how: 'exited', code: 0 });
    expect(outcome.stdout).toBe('done\n');
    await eventuallyGone(await pidsIn(list));
  });

  it('settles although a process that left the group holds the output open', async () => {
    const list = join(folder, 'escaped');
    const script = `setsid sleep 600 & echo $! > '${list}'; echo done`;
    const outcome = await run('/bin/sh', ['-c', script]);
    expect(outcome).toMatchObject({ end: { how: 'exited', code: 0 }, stdout: 'done\n' });
    for (const pid of await pidsIn(list)) process.kill(pid, 'SIGKILL');
  });

  it('ends a process that floods standard output, and keeps the first bytes', async () => {
    const outcome = await run(bin('chatty'), ['out'], { outputLimitBytes: 50 });
    expect(outcome.end).toEqual({ how: 'flooded', limitBytes: 50 });
    expect(outcome.stdout).toBe('the same line again\nthe same line again\nthe same l');
  });

  it('does not call it a success when the flood came with the last words', async () => {
    const outcome = await run(bin('exit-with'), ['0'], { outputLimitBytes: 5 });
    expect(outcome.end).toEqual({ how: 'flooded', limitBytes: 5 });
  });

  it('keeps both ends of a long standard error and lets the process go on', async () => {
    const outcome = await run(bin('much-stderr'), [], { outputLimitBytes: 1000 });
    expect(outcome.end).toEqual({ how: 'exited', code: 0 });
    expect(outcome.stdout).toBe('done\n');
    expect(outcome.stderr).toMatch(
      /^first words\nx{488}\n\[\.\.\. 2999023 bytes left out \.\.\.\]\nx{489}last words\n$/,
    );
  });

  it('tells whole lines only, and keeps the half one', async () => {
    const lines: string[] = [];
    const outcome = await run(bin('half-line'), [], { onStdoutLine: (line) => lines.push(line) });
    expect(lines).toEqual(['a whole line']);
    expect(outcome).toMatchObject({
      end: { how: 'exited', code: 3 },
      stdout: 'a whole line\nhalf a li',
    });
  });

  it('does not tear characters that come in two pieces', async () => {
    const lines: string[] = [];
    const outcome = await run(bin('multibyte'), [], { onStdoutLine: (line) => lines.push(line) });
    expect(lines).toEqual(['€']);
    expect(outcome.stdout).toBe('€\n');
  });

  it('starts nothing when it is cancelled beforehand', async () => {
    const path = join(folder, 'never');
    const outcome = await run('/usr/bin/touch', [path], { signal: AbortSignal.abort() });
    expect(outcome.end).toEqual({ how: 'cancelled' });
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });

  it('takes the first reason for ending', async () => {
    const list = join(folder, 'first-reason');
    const controller = new AbortController();
    const outcome = await run(bin('ignore-term'), [list], {
      timeoutMs: 200,
      signal: controller.signal,
      outputLimitBytes: 2,
    });
    controller.abort();
    expect(outcome.end).toEqual({ how: 'flooded', limitBytes: 2 });
  });

  describe('says why a program was not started:', () => {
    const problem = async (command: string, rest: Partial<ProcessSpec> = {}): Promise<string> => {
      const { end } = await run(command, [], rest);
      return end.how === 'not-started' ? end.problem : `started, and ${end.how}`;
    };

    it('it does not exist', async () => {
      expect(await problem('/nowhere/program')).toBe("'/nowhere/program' does not exist");
      expect(await problem('no-such-program-here')).toBe(
        "'no-such-program-here' was not found on the PATH",
      );
    });

    it('it is not executable', async () => {
      const path = bin('not-executable');
      expect(await problem(path)).toBe(`'${path}' is not executable`);
    });

    it('its interpreter is missing', async () => {
      const path = bin('bad-interpreter');
      expect(await problem(path)).toBe(
        `'${path}' names an interpreter or loader that does not exist on this machine`,
      );
    });

    it('its folder is missing', async () => {
      expect(await problem('/bin/true', { cwd: '/nowhere' })).toBe(
        "the folder '/nowhere' to run '/bin/true' in does not exist",
      );
    });

    it('it is built for another processor', async () => {
      const foreign = process.arch === 'arm64' ? 62 : 183;
      const image = await readFile('/bin/true');
      image.writeUInt16LE(foreign, 18);
      const path = join(folder, 'foreign');
      await writeFile(path, image);
      await chmod(path, 0o755);
      expect(await problem(path)).toBe(
        `'${path}' is built for ${foreign === 62 ? 'x64' : 'arm64'}, this machine runs ${process.arch} programs`,
      );
    });

    it('an argument cannot be passed', async () => {
      const { end } = await run('/bin/true', ['a\0b']);
      expect(end).toMatchObject({ how: 'not-started' });
      const long = await run('/bin/true', ['a'.repeat(200_000)]);
      expect(long.end).toEqual({
        how: 'not-started',
        problem: "the arguments and environment of '/bin/true' are longer than the kernel allows",
      });
    });
  });

  it('says so when a process was stopped at its time limit, and ends it', async () => {
    const pids: number[] = [];
    const outcome = await run(bin('forever'), [], {
      timeoutMs: 300,
      onStart: (pid) => {
        pids.push(pid);
        process.kill(pid, 'SIGSTOP');
      },
    });
    expect(outcome.end).toEqual({ how: 'timed-out', limitMs: 300, stopped: true });
    await eventuallyGone(pids);
  });

  it('does not wait for ever for a process that does not end when it is killed', async () => {
    const unkillable = join(folder, 'unkillable');
    await promisify(execFile)('cc', ['-o', unkillable, source('unkillable.c')]);
    const impatient = createProcessRunner({ graceMs: 50, drainMs: 50, killedMs: 200 });
    const cancel = new AbortController();
    const pids: number[] = [];
    const holders: number[] = [];
    const outcome = await impatient.run({
      ...{ command: unkillable, args: [], timeoutMs: 60_000, outputLimitBytes: 1000 },
      signal: cancel.signal,
      onStart: (pid) => pids.push(pid),
      onStdoutLine: (line) => {
        holders.push(Number(line));
        cancel.abort();
      },
    });
    expect(outcome).toMatchObject({ end: { how: 'cancelled' }, left: { pids, waitedMs: 200 } });
    expect(await lives(pids[0] ?? 0)).toBe(true);
    for (const holder of holders) process.kill(holder, 'SIGKILL');
    await eventuallyGone(pids);
  });

  describe('by its mark', () => {
    const script = (list: string): string =>
      `setsid sh -c 'trap "" TERM; sleep 600 & echo $$ $! > "${list}"; wait' > '${list}.out' 2>&1 &
       until [ -s '${list}' ]; do sleep 0.02; done`;

    it('finds and kills what left its process group, and names it', async () => {
      const list = join(folder, 'daemon');
      const outcome = await run('/bin/sh', ['-c', script(list)], { mark: `marked-${process.pid}` });
      expect(outcome.end).toEqual({ how: 'exited', code: 0 });
      const pids = await pidsIn(list);
      expect([...(outcome.escaped ?? [])].sort((a, b) => a - b)).toEqual(
        pids.toSorted((a, b) => a - b),
      );
      await eventuallyGone(pids);
    });

    it('leaves those of others alone', async () => {
      const list = join(folder, 'of-others');
      await run('/bin/sh', ['-c', script(list)]);
      const outcome = await run(bin('exit-with'), ['0'], { mark: `another-${process.pid}` });
      expect(outcome).not.toHaveProperty('escaped');
      for (const pid of await pidsIn(list)) {
        expect(await lives(pid)).toBe(true);
        process.kill(pid, 'SIGKILL');
      }
    });
  });

  it('takes no more memory for a flood of 1 GB that goes on after the request to end', async () => {
    const patient = createProcessRunner({ graceMs: 60_000 });
    const flood = "trap '' TERM; head -c 1000000000 /dev/zero";
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 20);
    const outcome = await patient.run({
      ...{ command: '/bin/sh', args: ['-c', flood], timeoutMs: 60_000 },
      outputLimitBytes: 4 * 2 ** 20,
    });
    clearInterval(watch);
    expect(outcome.end).toEqual({ how: 'flooded', limitBytes: 4 * 2 ** 20 });
    expect(outcome.stdout).toHaveLength(4 * 2 ** 20);
    expect(most - before).toBeLessThan(200e6);
  });

  it('leaves no listener and no timer behind', async () => {
    const controller = new AbortController();
    const timers = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = { exit: process.listenerCount('exit'), timers: timers() };
    const limits = { timeoutMs: 600_000, signal: controller.signal };
    await Promise.all(Array.from({ length: 8 }, () => run(bin('exit-with'), ['0'], limits)));
    expect(process.listenerCount('exit')).toBe(before.exit);
    // The test runner has timers of its own that come and go.
    expect(timers()).toBeLessThan(before.timers + 8);
  });
});
