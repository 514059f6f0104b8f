import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../../src/model/event.ts';
import { success } from '../../../../src/model/result.ts';
import type { Files } from '../../../../src/ports/files.ts';
import type { ProcessOutcome, ProcessSpec } from '../../../../src/ports/process-runner.ts';
import { buildLlamaBench, type BuildRequest } from '../../../../src/workloads/llama-bench/build.ts';
import {
  builtPath,
  ownSourcePath,
  recipeFor,
} from '../../../../src/workloads/llama-bench/recipe.ts';
import { captured } from '../../../support/captured.ts';
import { elfImage } from '../../../support/elf-image.ts';
import { createFakeFiles } from '../../../support/fakes/files.ts';
import { createFakeProcessRunner, notFound } from '../../../support/fakes/process-runner.ts';

const or = 'install llama.cpp from your distribution, or pass --llama-bench PATH';
const libraries = ['ggml-base', 'ggml-cpu-x64', 'ggml.v0.5.0', 'llama-common', 'llama.v0.5.0'];
const program = elfImage({ content: 'EMULATE_FILE_BACKED_WEIGHTS\0' });

/** The value of an option in an argument vector. */
const after = (args: readonly string[], option: string): string =>
  args[args.indexOf(option) + 1] ?? '';

const rig = (
  misbehave: (spec: ProcessSpec) => Partial<ProcessOutcome> | undefined = () => undefined,
) => {
  const memory = createFakeFiles();
  memory.put(ownSourcePath, '// own source');
  /** Says of each tarball what the recipe expects to hear. */
  const files: Files = {
    ...memory,
    digest: (path, algorithm) => {
      const recipe = recipeFor('x64');
      const pinned = path.includes('source-package') ? recipe?.source : recipe?.libraries;
      return algorithm === 'sha512'
        ? Promise.resolve(success(Buffer.from(pinned?.sha512 ?? '', 'base64').toString('hex')))
        : memory.digest(path, algorithm);
    },
  };
  /** What each program leaves on the disk. */
  const work = ({ command, args, cwd = '' }: ProcessSpec): Partial<ProcessOutcome> => {
    if (command === 'npm' && args[0] === 'pack')
      memory.put(`${after(args, '--pack-destination')}/package.tgz`, 'tarball');
    if (command === 'tar' && args.includes('package/bins'))
      for (const name of [...libraries.map((each) => `lib${each}.so`), 'llama-addon.node'])
        memory.put(`${after(args, '-C')}/package/bins/linux-x64/${name}`, name);
    if (command === 'c++' && args.includes('-o'))
      memory.put(`${cwd}/${after(args, '-o')}`, program, { executable: true });
    if (args[0] === '--help')
      return { stdout: captured('help.txt'), stderr: '   1:\tcalling init: /x/libllama.so\n' };
    if (args[0] === '--version') return { stderr: captured('version.txt') };
    return {};
  };
  const processes = createFakeProcessRunner((spec) => misbehave(spec) ?? work(spec));
  const events: Event[] = [];
  const build = (request: Partial<BuildRequest> = {}) =>
    buildLlamaBench(
      { cacheFolder: '/cache', architecture: 'x64', ...request },
      { files, processes, observe: (event) => events.push(event) },
    );
  const target = async (): Promise<string> => {
    const path = await builtPath('/cache', 'x64', files);
    return path.ok ? (path.value ?? '') : '';
  };
  const remains = () => memory.folders().filter((path) => path.includes('/building-'));
  return { memory, processes, events, build, target, remains };
};

const failureOf = async (
  misbehave: (spec: ProcessSpec) => Partial<ProcessOutcome> | undefined,
  prepare: (made: ReturnType<typeof rig>) => void = () => undefined,
) => {
  const made = rig(misbehave);
  prepare(made);
  const built = await made.build();
  expect(made.remains()).toEqual([]);
  if (built.ok) throw new Error('expected a failure');
  return built.failure;
};

const failing =
  (command: string, argument: string, stderr: string) =>
  (spec: ProcessSpec): Partial<ProcessOutcome> | undefined =>
    spec.command === command && spec.args.includes(argument)
      ? { end: { how: 'exited', code: 1 }, stderr }
      : undefined;

describe('buildLlamaBench', () => {
  it('puts the program beside its libraries into the cache, and nothing else', async () => {
    const { build, target, memory, remains } = rig();
    const path = await target();
    expect(await build()).toMatchObject({
      ok: true,
      value: { path, origin: 'built', options: { fileBackedWeights: true } },
    });
    expect(remains()).toEqual([]);
    const folder = path.replace(/\/llama-bench$/, '');
    expect(memory.paths().filter((each) => each.startsWith('/cache'))).toEqual([
      `${folder}/contents.sha256`,
      ...libraries.map((name) => `${folder}/lib${name}.so`),
      path,
    ]);
  });

  it('calls the programs with these arguments', async () => {
    const { build, processes } = rig();
    await build();
    const calls = processes.specs
      .map(({ command, args }) => [command, ...args].join(' '))
      .filter((call) => !call.endsWith('--version') && !call.endsWith('--help'))
      .map((call) =>
        call.replaceAll(/\/cache\/llama-bench\/building-1/g, 'B').replaceAll(ownSourcePath, 'OWN'),
      );
    expect(calls.sort()).toEqual([
      'c++ -std=c++17 -O2 -DNDEBUG -IB/source/include -IB/source/ggml/include -IB/source/common -IB/source/vendor -IB/source/tools/llama-bench B/source/tools/llama-bench/llama-bench.cpp B/source/tools/llama-bench/main.cpp OWN -o llama-bench libllama-common.so libllama.v0.5.0.so libggml.v0.5.0.so libggml-base.so -Wl,--wrap=llama_model_default_params -Wl,-rpath,$ORIGIN -lpthread',
      'git -C B/source checkout --quiet HEAD -- include ggml/include common vendor tools/llama-bench',
      'git clone --quiet --no-checkout B/source-package/package/llama/gitRelease.bundle B/source',
      'npm pack @node-llama-cpp/linux-x64@3.22.1 --ignore-scripts --pack-destination B/libraries-package',
      'npm pack node-llama-cpp@3.22.1 --ignore-scripts --pack-destination B/source-package',
      'tar -xzf B/libraries-package/package.tgz -C B/libraries-package --no-same-owner --no-same-permissions package/bins',
      'tar -xzf B/source-package/package.tgz -C B/source-package --no-same-owner --no-same-permissions package/llama/gitRelease.bundle',
    ]);
  });

  it('reports every step, and progress up to the last', async () => {
    const { build, events } = rig();
    await build();
    const began = events.flatMap((event) => (event.kind === 'step-began' ? [event.step] : []));
    expect(began).toHaveLength(10);
    expect(began.at(0)).toBe('look for the tools');
    expect(began.at(-1)).toBe('try it and put it in its place');
    expect(events.filter(({ kind }) => kind === 'step-ended')).toHaveLength(10);
    expect(events.at(-1)).toEqual({
      kind: 'progress',
      step: 'build llama-bench',
      done: 10,
      total: 10,
    });
  });

  it('tells all that is missing at once, before anything is fetched', async () => {
    const { build, processes, memory, remains } = rig(({ command }) =>
      ['npm', 'c++', 'g++', 'clang++', 'git', 'tar'].includes(command)
        ? notFound(command)
        : undefined,
    );
    memory.setFreeBytes(123_456_789);
    expect(await build()).toEqual({
      ok: false,
      failure: {
        reason: 'missing-requirements',
        misses: [
          { what: 'npm', remedy: `install npm: apt-get install npm; or ${or}` },
          { what: 'git', remedy: `install git: apt-get install git; or ${or}` },
          { what: 'tar', remedy: `install tar: apt-get install tar; or ${or}` },
          {
            what: 'a C++ compiler (c++, g++ or clang++)',
            remedy: `install g++: apt-get install g++; or ${or}`,
          },
          {
            what: "600 MB of free space in '/cache/llama-bench' (123 MB are free)",
            remedy: `free some space, or set XDG_CACHE_HOME to a folder with more; or ${or}`,
          },
        ],
      },
    });
    expect(processes.specs.every(({ args }) => args[0] === '--version')).toBe(true);
    expect(remains()).toEqual([]);
  });

  it('takes another compiler when there is no c++', async () => {
    const { build, processes } = rig(({ command }) =>
      command === 'c++' ? notFound('c++') : undefined,
    );
    // The fake g++ compiles nothing; what matters is that it was called.
    await build();
    expect(
      processes.specs.some(({ command, args }) => command === 'g++' && args.includes('-o')),
    ).toBe(true);
  });

  it('says that nothing can be built for another processor', async () => {
    expect(await rig().build({ architecture: 'riscv64' })).toEqual({
      ok: false,
      failure: {
        reason: 'provision-failed',
        step: 'choose the libraries',
        problem:
          "there are no prebuilt llama.cpp libraries for the processor 'riscv64', only for x64 and arm64",
        hint: 'build llama.cpp yourself and pass --llama-bench PATH',
      },
    });
  });

  it('says that the registry cannot be reached', async () => {
    const stderr = 'npm error code ENOTFOUND\nnpm error network request failed\n';
    expect(await failureOf(failing('npm', 'node-llama-cpp@3.22.1', stderr))).toEqual({
      reason: 'provision-failed',
      step: 'fetch node-llama-cpp@3.22.1',
      problem:
        "'npm' failed: it ended with exit code 1: npm error code ENOTFOUND | npm error network request failed",
      hint: `check the network and npm's registry ('npm ping'); or ${or}`,
    });
  });

  it('says that a package cannot be unpacked, the source not checked out, the program not compiled', async () => {
    expect(await failureOf(failing('tar', 'package/bins', 'tar: No space left\n'))).toEqual({
      reason: 'provision-failed',
      step: 'unpack @node-llama-cpp/linux-x64@3.22.1',
      problem: "'tar' failed: it ended with exit code 1: tar: No space left",
      hint: `check the free space; or ${or}`,
    });
    expect(await failureOf(failing('git', 'checkout', 'fatal: bad\n'))).toEqual({
      reason: 'provision-failed',
      step: 'check out the source',
      problem: "'git' failed: it ended with exit code 1: fatal: bad",
      hint: `check the git version ('git --version', 2.20 or later); or ${or}`,
    });
    expect(await failureOf(failing('c++', '-o', 'error: no C++17\n'))).toEqual({
      reason: 'provision-failed',
      step: 'compile llama-bench',
      problem: "'c++' failed: it ended with exit code 1: error: no C++17",
      hint: `a C++17 compiler for this machine's glibc is needed (g++ 9 or later); or ${or}`,
    });
  });

  it('says that a library is missing in the package', async () => {
    const misbehave = ({ command, args }: ProcessSpec) =>
      command === 'tar' && args.includes('package/bins') ? {} : undefined;
    const failure = await failureOf(misbehave, ({ memory }) => {
      memory.put(
        '/cache/llama-bench/building-1/libraries-package/package/bins/linux-x64/libllama.so',
        '',
      );
    });
    expect(failure).toEqual({
      reason: 'provision-failed',
      step: 'place the libraries',
      problem:
        'the package holds no complete set of libllama-common, libllama, libggml and libggml-base',
      hint: or,
    });
  });

  it('does not install a program that this machine cannot start', async () => {
    const stderr =
      "llama-bench: /lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by libllama.so)\n";
    const { build, memory, target } = rig(({ args }) =>
      args[0] === '--help' ? { end: { how: 'exited', code: 1 }, stderr } : undefined,
    );
    expect(await build()).toEqual({
      ok: false,
      failure: {
        reason: 'provision-failed',
        step: 'try the built llama-bench',
        problem:
          "it needs GLIBCXX_3.4.30, which this machine's C++ library (libstdc++) is too old for",
        hint: `build llama.cpp on this machine and pass its llama-bench with --llama-bench PATH, or use a newer distribution; or ${or}`,
      },
    });
    expect(memory.paths()).not.toContain(await target());
  });

  it('is content when another build was faster', async () => {
    const { build, memory, target, remains } = rig();
    const path = await target();
    memory.put(path, program, { executable: true });
    await memory.seal(dirname(path));
    expect(await build()).toMatchObject({ ok: true, value: { path } });
    expect(remains()).toEqual([]);
  });

  it('replaces a damaged one', async () => {
    const { build, memory, target } = rig();
    const path = await target();
    memory.put(path, 'damaged', { executable: true });
    expect(await build()).toMatchObject({ ok: true, value: { path } });
    expect(await memory.stat(path)).toMatchObject({ bytes: program.length });
  });

  it('ends and cleans up when it is cancelled', async () => {
    const controller = new AbortController();
    const { build, remains, processes } = rig(({ args }) => {
      if (args[0] === 'pack') controller.abort('SIGINT');
      return args[0] === 'pack' ? { end: { how: 'cancelled' } } : undefined;
    });
    expect(await build({ signal: controller.signal })).toEqual({
      ok: false,
      failure: { reason: 'interrupted', signal: 'SIGINT' },
    });
    expect(remains()).toEqual([]);
    expect(
      processes.specs.some(({ command }) => command === 'git' && command.includes('clone')),
    ).toBe(false);
  });
});
