import { chmod, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { passSignals } from '../../../src/cli/pass-signals.ts';
import type {
  AttachedSpec,
  PassedSignal,
  SignalSource,
} from '../../../src/ports/attached-runner.ts';
import { createAttachedRunner } from '../../../src/system/attached-processes.ts';
import { noSignals } from '../../support/fakes/attached-runner.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let folder: TemporaryFolder;
const at = (name: string): string => join(folder.path, name);
const textOf = (name: string): Promise<string> => readFile(at(name), 'utf8').catch(() => '');

beforeAll(async () => {
  folder = await makeTemporaryFolder();
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** Runs a line of shell. It must print nothing: its output is this test's own. */
const run = (line: string, rest: Partial<AttachedSpec> = {}) =>
  createAttachedRunner().run({
    path: '/bin/sh',
    name: 'sh',
    args: ['-c', line],
    env: {},
    signals: noSignals,
    ...rest,
  });

const eventually = async (name: string, text: string): Promise<void> => {
  await expect.poll(() => textOf(name), { timeout: 20_000, interval: 20 }).toContain(text);
};

const lives = (pid: string): Promise<boolean> =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (text) => !/\) [ZX] /.test(text),
    () => false,
  );

/** A source whose signals a test sends once somebody takes them. */
const signalsOfTest = () => {
  let give: (send: (signal: PassedSignal) => void) => void;
  const taken = new Promise<(signal: PassedSignal) => void>((resolve) => {
    give = resolve;
  });
  let released = false;
  const signals: SignalSource = {
    pass: (take) => {
      give(take);
      return {
        [Symbol.dispose]: () => {
          released = true;
        },
      };
    },
  };
  return { signals, taken, released: () => released };
};

describe('a program on the own streams', () => {
  it.each([0, 1, 255])('tells its exit code %i', async (code) => {
    expect(await run(`exit ${code}`)).toEqual({ how: 'exited', code });
  });

  it.each(['KILL', 'SEGV', 'INT'])('tells its death by SIG%s', async (signal) => {
    expect(await run(`kill -s ${signal} $$`)).toEqual({
      how: 'killed-by-signal',
      signal: `SIG${signal}`,
    });
  });

  it('gets its name, its arguments untouched, and more environment', async () => {
    const line = `tr '\\0' '\\n' < /proc/$$/cmdline > "$OUT"; echo "$HOME" >> "$OUT"`;
    const args = ['-c', line, '', 'a b', '$(id)'];
    await run('', { name: 'as-it-was-typed', args, env: { OUT: at('cmdline'), HOME: '/h' } });
    expect(await textOf('cmdline')).toBe(`as-it-was-typed\n-c\n${line}\n\na b\n$(id)\n/h\n`);
  });

  it('has the streams of its caller', async () => {
    await run(`readlink /proc/$$/fd/0 /proc/$$/fd/2 > '${at('streams')}'`);
    const [input = '', error = ''] = (await textOf('streams')).split('\n');
    expect(input).toBe(await readlink('/proc/self/fd/0'));
    expect(error).toBe(await readlink('/proc/self/fd/2'));
  });

  it('leads a session of its own', async () => {
    await run(`cut -d ' ' -f 1,5,6 /proc/$$/stat > '${at('session')}'`);
    const [pid, group, session] = (await textOf('session')).trim().split(' ');
    expect([group, session]).toEqual([pid, pid]);
  });

  it('leaves no process of its group behind', async () => {
    expect(await run(`sleep 600 & echo $! > '${at('left')}'`)).toEqual({ how: 'exited', code: 0 });
    const left = (await textOf('left')).trim();
    await expect.poll(() => lives(left), { timeout: 10_000, interval: 20 }).toBe(false);
  });

  it('gets signals, with its whole group, and decides what they mean', async () => {
    const { signals, taken, released } = signalsOfTest();
    const inner = `trap 'echo inner >> ${at('trapped')}; exit' TERM; echo ready >> ${at('trapped')}; while :; do sleep 0.05; done`;
    const ended = run(
      `exec 2> /dev/null; sh -c "${inner}" & trap 'wait; echo outer >> ${at('trapped')}; exit 7' TERM; while :; do sleep 0.05; done`,
      { signals },
    );
    await eventually('trapped', 'ready');
    (await taken)('SIGTERM');
    expect(await ended).toEqual({ how: 'exited', code: 7 });
    expect(await textOf('trapped')).toBe('ready\ninner\nouter\n');
    expect(released()).toBe(true);
  });
});

describe('a program that cannot be started', () => {
  const start = (path: string, args: readonly string[] = []) => run('', { path, args });

  it('because it is not there was not found', async () => {
    expect(await start('/nowhere/program')).toEqual({
      how: 'not-started',
      problem: "'/nowhere/program' does not exist",
      found: false,
    });
  });

  it('because its interpreter is not there was not found either, as shells have it', async () => {
    await writeFile(at('bad'), '#!/nowhere/sh\n', { mode: 0o755 });
    expect(await start(at('bad'))).toMatchObject({ how: 'not-started', found: false });
  });

  it('because it may not be run was found', async () => {
    await writeFile(at('plain'), '#!/bin/sh\n');
    await chmod(at('plain'), 0o644);
    expect(await start(at('plain'))).toEqual({
      how: 'not-started',
      problem: `'${at('plain')}' is not executable`,
      found: true,
    });
  });

  it('because of its arguments was found', async () => {
    expect(await start('/bin/true', ['a\0b'])).toMatchObject({ how: 'not-started', found: true });
    expect(await start('/bin/true', ['a'.repeat(200_000)])).toMatchObject({
      how: 'not-started',
      problem: "the arguments and environment of '/bin/true' are longer than the kernel allows",
      found: true,
    });
  });
});

describe('the signals of this process', () => {
  it('reach who takes them, early ones first, and end nothing', () => {
    const send = (signal: 'SIGHUP' | 'SIGQUIT') => process.emit(signal, signal);
    const before = process.listenerCount('SIGHUP');
    const got: string[] = [];
    {
      using source = passSignals();
      send('SIGQUIT');
      send('SIGHUP');
      using passing = source.pass((signal) => got.push(signal));
      send('SIGHUP');
      passing[Symbol.dispose]();
      send('SIGQUIT');
    }
    expect(got).toEqual(['SIGQUIT', 'SIGHUP', 'SIGHUP']);
    expect(process.listenerCount('SIGHUP')).toBe(before);
  });
});
