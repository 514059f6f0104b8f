import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder, runCommand, type Ended } from '../support/command-line.ts';
import { builtCommand } from '../support/end-to-end.ts';
import { makeFaultRig, type FaultRig } from '../support/fault-rig.ts';

const recorded = join(packageFolder, 'results/example-hbf-50gbps');

/** A profile that takes the compiled library and nothing of the kernel. */
const profile = [
  'schema: profile/1',
  'name: read-only-home',
  'title: A test',
  'constraints: { tier: { readBandwidth: 20 MB/s } }',
  'workload: { prompt: [4], gen: [4], depth: [0], rounds: 1, warmupRounds: 0 }',
  '',
].join('\n');

let rig: FaultRig;
let lacking: string | undefined;
const home = (): string => join(rig.path, 'home');

beforeAll(async () => {
  rig = await makeFaultRig('read-only-home', profile);
  await mkdir(home());
  const mayMount = await execa('unshare', ['--mount', 'true'], { reject: false });
  if (mayMount.exitCode !== 0)
    lacking = 'this user may not mount anything in a namespace of its own';
});

afterAll(() => rig[Symbol.asyncDispose]());

/** Runs the program where its home is mounted read-only, for it alone: what root may write does not depend on modes. */
const atHome = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> => {
  const script = 'mount -t tmpfs -o ro emulate-test "$HOME" && exec "$@"';
  const command = ['sh', '-c', script, 'sh', ...builtCommand(), ...args];
  return runCommand(['unshare', '--mount', ...command], [], {
    cwd: rig.path,
    extendEnv: false,
    env: {
      PATH: process.env['PATH'],
      HOME: home(),
      TMPDIR: join(rig.path, 'tmp'),
      EMULATE_LLAMA_BENCH: rig.env['EMULATE_LLAMA_BENCH'],
      ...env,
    },
  });
};

const stackLine = /\n\s+at .+:\d+:\d+/;

describe('a home that cannot be written', () => {
  it('does not keep what needs no folder of its own from working', async ({ skip }) => {
    skip(lacking !== undefined, lacking);
    const results = join(rig.path, 'recorded');
    await cp(recorded, results, { recursive: true });
    const model = join(rig.path, 'model/tiny.gguf');
    const planned = ['--profile', join(rig.path, 'profile.yaml'), '--model', model];
    for (const args of [
      ['--version'],
      ['--help'],
      ['profiles'],
      ['profiles', 'check', join(rig.path, 'profile.yaml')],
      ['plan', ...planned],
      ['report', results],
      ['export', results, '--format', 'csv'],
      ['model', 'make', '--shape', 'tiny', '--out', join(rig.path, 'tmp/made.gguf')],
      ['completion', 'bash'],
      ['cleanup'],
    ])
      expect({ args, ...(await atHome(args)) }).toMatchObject({ args, code: 0 });
    await rm(join(rig.path, 'tmp/made.gguf'));
  });

  it('ends a sweep before anything is measured, and says which variable leads elsewhere', async ({
    skip,
  }) => {
    skip(lacking !== undefined, lacking);
    const ended = await atHome(rig.sweep);
    expect(ended.code).toBe(1);
    expect(ended.err).toContain(
      `emulate: cannot create the folder '${home()}/.cache/emulate/tier-pager': the file system is mounted read-only`,
    );
    expect(ended.err).toContain(
      'hint: built programs and models are kept there; set XDG_CACHE_HOME',
    );
    expect(ended.err).not.toMatch(stackLine);
    expect(ended.out).toBe('');
  });

  it('is no obstacle once the variables lead elsewhere', async ({ skip }) => {
    skip(lacking !== undefined, lacking);
    const { XDG_CACHE_HOME = '', XDG_STATE_HOME = '' } = rig.env;
    const ended = await atHome(rig.sweep, { XDG_CACHE_HOME, XDG_STATE_HOME });
    expect([0, 3], ended.err).toContain(ended.code);
    expect(ended.err).not.toContain('warning');
  });

  it('crashes no command', async ({ skip }) => {
    skip(lacking !== undefined, lacking);
    for (const args of [
      [
        ...['exec', '--profile', join(rig.path, 'profile.yaml')],
        ...['--model', join(rig.path, 'model/tiny.gguf'), '--', 'true'],
      ],
      ['calibrate', '--quick'],
      ['doctor'],
    ]) {
      const { code, err } = await atHome(args);
      expect({ args, err }).not.toMatchObject({ err: expect.stringMatching(stackLine) as string });
      expect([0, 1, 4]).toContain(code);
    }
  });
});

describe('a user without a home', () => {
  it('is told the same', async ({ skip }) => {
    const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;
    const program = builtCommand();
    const mayRun = await execa('setpriv', [...nobody.slice(1), ...program, '--version'], {
      reject: false,
    });
    skip(mayRun.exitCode !== 0, 'nobody may not run the program here');
    const ended = await runCommand([...nobody, ...program], rig.sweep, {
      cwd: '/',
      extendEnv: false,
      env: {
        PATH: process.env['PATH'],
        HOME: '/nonexistent',
        EMULATE_LLAMA_BENCH: rig.env['EMULATE_LLAMA_BENCH'],
      },
    });
    expect(ended.code).toBe(1);
    expect(ended.err).toContain("'/nonexistent/.cache/emulate/tier-pager': permission denied");
    expect(ended.err).toContain('set XDG_CACHE_HOME');
    expect(ended.err).not.toMatch(stackLine);
  });
});
