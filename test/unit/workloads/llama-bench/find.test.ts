import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../../src/model/event.ts';
import type { ProcessOutcome, ProcessSpec } from '../../../../src/ports/process-runner.ts';
import {
  findLlamaBench,
  type LlamaBenchPlaces,
} from '../../../../src/workloads/llama-bench/find.ts';
import { builtPath, ownSourcePath } from '../../../../src/workloads/llama-bench/recipe.ts';
import { captured } from '../../../support/captured.ts';
import { elfImage, type ElfImage } from '../../../support/elf-image.ts';
import { createFakeFiles, type FakeFiles } from '../../../support/fakes/files.ts';
import { createFakeProcessRunner } from '../../../support/fakes/process-runner.ts';
import { aLlamaBench } from '../../../support/llama-bench.ts';

const wayOut =
  'pass the path of a dynamically linked llama-bench with --llama-bench, or have none on the PATH and emulate builds one';

/** What glibc's loader tells when it is asked, see ld.so(8). */
const loaderTells = [
  '       421:\tfile=libllama.so [0];  needed by llama-bench [0]',
  '       421:\tcalling init: /opt/lib/libllama.so',
  '',
].join('\n');

const answerWell = ({ args }: ProcessSpec): Partial<ProcessOutcome> =>
  args[0] === '--help'
    ? { stdout: captured('help.txt'), stderr: loaderTells }
    : { stderr: captured('version.txt') };

const rig = (answer: (spec: ProcessSpec) => Partial<ProcessOutcome> = answerWell) => {
  const files = createFakeFiles();
  files.put(ownSourcePath, '// own source');
  const processes = createFakeProcessRunner(answer);
  const events: Event[] = [];
  const find = (places: Partial<LlamaBenchPlaces> = {}) =>
    findLlamaBench(
      {
        pathFolders: ['/usr/local/bin/', '/usr/bin'],
        cacheFolder: '/cache',
        architecture: 'x64',
        ...places,
      },
      { files, processes, observe: (event) => events.push(event) },
    );
  const putBench = (path: string, image: ElfImage = {}): void => {
    files.put(path, elfImage(image), { executable: true });
  };
  return { files, processes, events, find, putBench };
};

const putCached = async (files: FakeFiles): Promise<string> => {
  const path = await builtPath('/cache', 'x64', files);
  if (!path.ok || path.value === undefined) throw new Error('expected a path');
  files.put(path.value, elfImage({ content: 'EMULATE_FILE_BACKED_WEIGHTS\0' }), {
    executable: true,
  });
  await files.seal(dirname(path.value));
  return path.value;
};

describe('findLlamaBench', () => {
  it('takes the flag before everything else', async () => {
    const { find, putBench, files } = rig();
    for (const path of ['/flag/llama-bench', '/env/llama-bench', '/usr/bin/llama-bench'])
      putBench(path);
    await putCached(files);
    const found = await find({ flag: '/flag/llama-bench', environment: '/env/llama-bench' });
    expect(found).toMatchObject({
      ok: true,
      value: {
        path: '/flag/llama-bench',
        origin: 'flag',
        version: '0.5.0-dev (build 1, commit 0ad4a86)',
        options: aLlamaBench().options,
      },
    });
  });

  it('takes EMULATE_LLAMA_BENCH next, then the PATH in its order, then the cache', async () => {
    const { find, putBench, files } = rig();
    const origin = async (places: Partial<LlamaBenchPlaces> = {}) => {
      const found = await find(places);
      return found.ok ? [found.value?.origin, found.value?.path] : found.failure;
    };
    expect(await origin()).toEqual([undefined, undefined]);
    const cached = await putCached(files);
    expect(await origin()).toEqual(['cache', cached]);
    putBench('/usr/bin/llama-bench');
    expect(await origin()).toEqual(['path', '/usr/bin/llama-bench']);
    putBench('/usr/local/bin/llama-bench');
    expect(await origin()).toEqual(['path', '/usr/local/bin/llama-bench']);
    putBench('/env/bench');
    expect(await origin({ environment: '/env/bench' })).toEqual(['environment', '/env/bench']);
    expect(await origin({ environment: '' })).toEqual(['path', '/usr/local/bin/llama-bench']);
  });

  it('looks a bare name up on the PATH', async () => {
    const { find, putBench } = rig();
    putBench('/usr/bin/my-bench');
    expect(await find({ flag: 'my-bench' })).toMatchObject({
      ok: true,
      value: { path: '/usr/bin/my-bench', origin: 'flag' },
    });
  });

  it('knows its own build by what it obeys', async () => {
    const { find, files } = rig();
    await putCached(files);
    expect(await find()).toMatchObject({ value: { options: { fileBackedWeights: true } } });
  });

  it('asks no version of a build that tells none', async () => {
    const { find, putBench, processes } = rig(() => ({
      stdout: captured('help.txt').replace(/^ *--version.*\n/m, ''),
      stderr: loaderTells,
    }));
    putBench('/usr/bin/llama-bench');
    expect(await find()).toMatchObject({ ok: true, value: { version: 'unknown' } });
    expect(processes.specs.map(({ args }) => args)).toEqual([['--help']]);
  });

  it('warns about a script, and takes it', async () => {
    const { find, files, events } = rig();
    files.put('/flag/wrapper', '#!/bin/sh\nexec /opt/llama-bench "$@"\n', { executable: true });
    expect(await find({ flag: '/flag/wrapper' })).toMatchObject({ ok: true });
    expect(events).toEqual([
      {
        kind: 'warning',
        message:
          'llama-bench is a script: what it starts is measured, but its identity is not recorded',
        detail: '/flag/wrapper',
      },
    ]);
  });

  it('passes over an unusable one on the PATH, with a warning', async () => {
    const { find, putBench, files, events } = rig();
    putBench('/usr/bin/llama-bench', { hasLoader: false });
    const cached = await putCached(files);
    expect(await find()).toMatchObject({ ok: true, value: { path: cached } });
    expect(events).toEqual([
      {
        kind: 'warning',
        message: 'a llama-bench that cannot be used is passed over',
        detail:
          '/usr/bin/llama-bench: it is statically linked, so the tier (a library loaded with LD_PRELOAD) cannot act in it',
      },
    ]);
  });

  it('passes over one in the cache whose libraries are not what was built', async () => {
    const { find, files, events } = rig();
    const folder = dirname(await putCached(files));
    files.put(`${folder}/libggml.so`, 'put there later');
    expect(await find()).toEqual({ ok: true, value: undefined });
    expect(events).toMatchObject([{ kind: 'warning', detail: `'${folder}' is damaged` }]);
  });

  it('refuses one in the cache that may be the work of another user', async () => {
    const { find, files, processes } = rig();
    const path = await putCached(files);
    const problem = "'/cache' can be written to by other users (mode 0777)";
    files.makeForeign(dirname(path), problem);
    expect(await find()).toEqual({
      ok: false,
      failure: {
        reason: 'workload-unusable',
        path,
        problem,
        hint: 'see who made it, then remove it; or set XDG_CACHE_HOME to a folder that only you can write to',
      },
    });
    expect(processes.specs).toEqual([]);
  });

  it('finds nothing in the cache of a processor that nothing is built for', async () => {
    expect(await rig().find({ architecture: 'riscv64' })).toEqual({ ok: true, value: undefined });
  });

  describe('refuses a named one', () => {
    const refusal = async (
      put: (files: FakeFiles) => void,
      answer?: (spec: ProcessSpec) => Partial<ProcessOutcome>,
    ) => {
      const { find, files } = rig(answer);
      put(files);
      const found = await find({ flag: '/opt/llama-bench' });
      if (found.ok || found.failure.reason !== 'workload-unusable')
        throw new Error('expected a refusal');
      expect(found.failure.path).toBe('/opt/llama-bench');
      return { problem: found.failure.problem, hint: found.failure.hint };
    };
    const image =
      (rest: ElfImage, mode: { setId?: boolean } = {}) =>
      (files: FakeFiles) => {
        files.put('/opt/llama-bench', elfImage(rest), { executable: true, ...mode });
      };

    it('that is missing, even with another one on the PATH', async () => {
      const put = (files: FakeFiles) => {
        files.put('/usr/bin/llama-bench', elfImage(), { executable: true });
      };
      expect(await refusal(put)).toEqual({ problem: 'no such file', hint: wayOut });
    });

    it('that is a folder', async () => {
      const put = (files: FakeFiles) => {
        files.put('/opt/llama-bench/file', '');
      };
      expect(await refusal(put)).toEqual({ problem: 'it is not a file', hint: wayOut });
    });

    it('that is not executable', async () => {
      const put = (files: FakeFiles) => {
        files.put('/opt/llama-bench', elfImage());
      };
      expect(await refusal(put)).toEqual({
        problem: 'it is not executable',
        hint: "make it executable: chmod +x '/opt/llama-bench'",
      });
    });

    it('that takes on another identity', async () => {
      expect(await refusal(image({}, { setId: true }))).toEqual({
        problem:
          'it is a set-user-id or set-group-id file, for which the loader ignores LD_PRELOAD, so the tier cannot act in it',
        hint: "use a copy without the bit: cp '/opt/llama-bench' DIR, then pass the copy with --llama-bench",
      });
    });

    it('that is no program', async () => {
      const put = (files: FakeFiles) => {
        files.put('/opt/llama-bench', 'GGUF', { executable: true });
      };
      expect(await refusal(put)).toEqual({
        problem: 'it is neither a 64-bit Linux program nor a script',
        hint: wayOut,
      });
    });

    it('that is for another processor', async () => {
      expect(await refusal(image({ machine: 183 }))).toEqual({
        problem: 'it is built for arm64, this machine runs x64 programs',
        hint: wayOut,
      });
      expect(await refusal(image({ machine: 21 }))).toMatchObject({
        problem: 'it is built for processor type 21, this machine runs x64 programs',
      });
    });

    it('that holds llama.cpp statically', async () => {
      expect(await refusal(image({ needed: ['libc.so.6'] }))).toEqual({
        problem:
          'it does not load llama.cpp as a library: it is not llama-bench, or llama.cpp is linked into it statically, where the tier (a library loaded with LD_PRELOAD) cannot see its calls',
        hint: `build llama.cpp with -DBUILD_SHARED_LIBS=ON; or ${wayOut}`,
      });
    });

    it('whose libraries cannot be read', async () => {
      const put = (files: FakeFiles) => {
        files.put('/opt/llama-bench', elfImage().subarray(0, 240), { executable: true });
      };
      expect(await refusal(put)).toEqual({
        problem:
          'its list of libraries cannot be read: it is damaged, or so large because llama.cpp is linked into it statically',
        hint: wayOut,
      });
    });

    it('that is another program, or too old', async () => {
      expect(await refusal(image({}), () => ({ stdout: 'usage: other' }))).toEqual({
        problem: "its '--help' does not show llama-bench's options",
        hint: wayOut,
      });
      const older = () => ({ stdout: captured('help.txt').replaceAll('|jsonl', '') });
      expect(await refusal(image({}), older)).toEqual({
        problem: "it is too old: it lacks the output format 'jsonl'",
        hint: 'update llama.cpp, or have none on the PATH and emulate builds one',
      });
    });

    it('that cannot be loaded', async () => {
      const code = (stderr: string) => () =>
        ({ end: { how: 'exited', code: 127 }, stderr }) as const;
      const library =
        'llama-bench: error while loading shared libraries: libllama.so: cannot open shared object file\n';
      expect(await refusal(image({}), code(library))).toEqual({
        problem: "it needs the library 'libllama.so', which was not found",
        hint: 'install that library, or add its folder to LD_LIBRARY_PATH',
      });
      const glibc = "llama-bench: /lib/libc.so.6: version `GLIBC_2.38' not found (required by x)\n";
      expect(await refusal(image({}), code(glibc))).toEqual({
        problem: "it needs GLIBC_2.38, which this machine's C library (glibc) is too old for",
        hint: 'build llama.cpp on this machine and pass its llama-bench with --llama-bench PATH, or use a newer distribution',
      });
      const stdcxx = "x: /lib/libstdc++.so.6: version `GLIBCXX_3.4.30' not found (required by x)\n";
      expect(await refusal(image({}), code(stdcxx))).toMatchObject({
        problem:
          "it needs GLIBCXX_3.4.30, which this machine's C++ library (libstdc++) is too old for",
      });
    });

    it('that fails in another way', async () => {
      const hint = 'try it by hand with --help, or pass another one with --llama-bench PATH';
      const answers: readonly [ProcessOutcome['end'], string, string][] = [
        [
          { how: 'exited', code: 3 },
          'a\nb\nc\n\nd\n',
          "'--help' failed: it ended with exit code 3: b | c | d",
        ],
        [{ how: 'timed-out', limitMs: 30_000 }, '', "'--help' failed: it had not ended after 30 s"],
        [
          { how: 'killed-by-signal', signal: 'SIGSEGV' },
          '',
          "'--help' failed: it was killed by SIGSEGV",
        ],
        [{ how: 'flooded', limitBytes: 5 }, '', "'--help' failed: it printed more than 5 bytes"],
        [{ how: 'cancelled' }, '', "'--help' failed: it was cancelled"],
        [{ how: 'not-started', problem: 'why' }, '', "'--help' failed: why"],
      ];
      for (const [end, stderr, problem] of answers)
        expect(await refusal(image({}), () => ({ end, stderr }))).toEqual({ problem, hint });
      const illegal = () => ({ end: { how: 'killed-by-signal', signal: 'SIGILL' } }) as const;
      expect(await refusal(image({}), illegal)).toEqual({
        problem: 'it uses instructions that this processor does not have (SIGILL)',
        hint: 'build llama.cpp on this machine and pass its llama-bench with --llama-bench PATH',
      });
    });
  });
});
