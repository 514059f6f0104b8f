import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/model/event.ts';
import type { ProcessOutcome, ProcessSpec } from '../../../src/ports/process-runner.ts';
import { compiledKey, ensureCompiled, type Compiled } from '../../../src/system/compiled.ts';
import { createFakeFiles, type FakeFiles } from '../../support/fakes/files.ts';
import { createFakeProcessRunner, notFound } from '../../support/fakes/process-runner.ts';

const source = '/package/tier-pager/tier-pager.c';
const header = '/package/tier-pager/tier-model.h';

const library: Compiled = {
  noun: 'tier library',
  name: 'tier-pager',
  file: 'tier-pager.so',
  source,
  flags: ['-O2', '-shared'],
  libraries: ['-ldl'],
};

const outputOf = ({ args }: ProcessSpec): string => args[args.indexOf('-o') + 1] ?? '';

/** A compiler that writes its output, as a compiler does. */
const compiling =
  (files: FakeFiles) =>
  (spec: ProcessSpec): Partial<ProcessOutcome> => {
    files.put(outputOf(spec), 'library');
    return {};
  };

const ensure = async (
  compile: (files: FakeFiles) => (spec: ProcessSpec) => Partial<ProcessOutcome> = compiling,
  files = createFakeFiles(),
) => {
  const events: Event[] = [];
  if (files.paths().length === 0) {
    files.put(source, 'int main;');
    files.put(header, 'int model;');
  }
  const processes = createFakeProcessRunner(compile(files));
  const result = await ensureCompiled(library, {
    files,
    processes,
    observe: (event) => events.push(event),
    cacheFolder: '/cache',
    architecture: 'x64',
  });
  const commands = processes.specs.map(({ command }) => command);
  return { result, files, commands, events: events.map(({ kind }) => kind), processes };
};

describe('a compiled file', () => {
  it('is compiled on first use, beside nothing that is half done', async () => {
    const { result, commands, events, files } = await ensure();
    expect(result).toMatchObject({
      ok: true,
      value: expect.stringMatching(
        /^\/cache\/tier-pager\/[0-9a-f]{16}-x64\/tier-pager\.so$/,
      ) as string,
    });
    expect(commands).toEqual(['cc']);
    expect(events).toEqual(['step-began', 'step-ended']);
    const path = result.ok ? result.value : '';
    const sealed = join(dirname(path), 'contents.sha256');
    expect(files.paths()).toEqual([sealed, path, header, source]);
  });

  it('comes from the cache after that, without a word', async () => {
    const first = await ensure();
    const second = await ensure(compiling, first.files);
    expect(second.result).toEqual(first.result);
    expect(second.commands).toEqual([]);
    expect(second.events).toEqual([]);
  });

  it.each([
    ['another source', source],
    ['another header beside the source', header],
    ['one more header', '/package/tier-pager/counters.h'],
  ])('is compiled anew for %s', async (_, path) => {
    const first = await ensure();
    first.files.put(path, 'int other;');
    const second = await ensure(compiling, first.files);
    expect(second.commands).toEqual(['cc']);
    expect(second.result.ok).toBe(true);
    expect(second.result).not.toEqual(first.result);
  });

  it('is compiled anew when it is not what was compiled, with a warning', async () => {
    const first = await ensure();
    const path = first.result.ok ? first.result.value : '';
    first.files.put(path, 'torn');
    const second = await ensure(compiling, first.files);
    expect(second.result).toEqual(first.result);
    expect(second.commands).toEqual(['cc']);
    expect(second.events).toEqual(['warning', 'step-began', 'step-ended']);
    expect(await first.files.readText(path)).toEqual({ ok: true, value: 'library' });
  });

  it('is refused when it may be the work of another user, and nothing is compiled', async () => {
    const first = await ensure();
    const folder = dirname(first.result.ok ? first.result.value : '');
    first.files.makeForeign(folder, `'${folder}' belongs to another user (id 1001)`);
    const second = await ensure(compiling, first.files);
    expect(second.result).toEqual({
      ok: false,
      failure: {
        reason: 'provision-failed',
        step: 'compile the tier library',
        problem: `what lies in the cache is not used: '${folder}' belongs to another user (id 1001)`,
        hint: 'see who made it, then remove it; or set XDG_CACHE_HOME to a folder that only you can write to',
      },
    });
    expect(second.commands).toEqual([]);
  });

  it('is the same whatever else lies beside the source', async () => {
    const first = await ensure();
    first.files.put('/package/tier-pager/driver.js', 'export {};');
    const second = await ensure(compiling, first.files);
    expect(second.commands).toEqual([]);
  });

  it('has another key for other arguments of the compiler, and the same one in another place', async () => {
    const files = createFakeFiles();
    files.put(source, 'int main;');
    files.put('/elsewhere/tier-pager.c', 'int main;');
    const keyOf = (changes: Partial<Compiled>) => compiledKey({ ...library, ...changes }, files);
    expect(await keyOf({ flags: ['-O0'] })).not.toEqual(await keyOf({}));
    expect(await keyOf({ source: '/elsewhere/tier-pager.c' })).toEqual(await keyOf({}));
  });

  it('gives the compiler its arguments around the source', async () => {
    const { processes } = await ensure();
    expect(processes.specs[0]?.args).toEqual([
      ...['-O2', '-shared', '-o', expect.stringContaining('/tier-pager.so') as string],
      ...[source, '-ldl'],
    ]);
  });

  it('takes the next compiler when one is not there', async () => {
    const { result, commands } = await ensure((files) => (spec) => {
      if (spec.command !== 'clang') return notFound(spec.command);
      return compiling(files)(spec);
    });
    expect(result.ok).toBe(true);
    expect(commands).toEqual(['cc', 'gcc', 'clang']);
  });

  it('says what to install when there is no compiler', async () => {
    const { result, files } = await ensure(() => (spec) => notFound(spec.command));
    expect(result).toMatchObject({
      ok: false,
      failure: {
        reason: 'provision-failed',
        problem: 'no C compiler was found (looked for cc, gcc, clang)',
        hint: expect.stringContaining('apt-get install gcc libc6-dev') as string,
      },
    });
    expect(files.paths()).toEqual([header, source]);
  });

  it("shows the compiler's message when it fails, and leaves nothing behind", async () => {
    const stderr = 'fatal error: linux/futex.h: No such file or directory';
    const { result, files, commands } = await ensure(() => () => ({
      end: { how: 'exited', code: 1 },
      stderr,
    }));
    expect(result).toMatchObject({
      ok: false,
      failure: { reason: 'provision-failed', problem: `cc failed:\n${stderr}` },
    });
    expect(commands).toEqual(['cc']);
    expect(files.paths()).toEqual([header, source]);
    expect(files.folders()).not.toContain('/cache/tier-pager/build-1');
  });

  it('is as good when another process compiled it meanwhile', async () => {
    const placed = (await ensure()).result;
    const { result } = await ensure((files) => (spec) => {
      if (placed.ok) {
        files.put(placed.value, 'library of the other');
        void files.seal(dirname(placed.value));
      }
      return compiling(files)(spec);
    });
    expect(result).toEqual(placed);
  });

  it('fails when it cannot be placed in the cache', async () => {
    const placed = (await ensure()).result;
    const { files } = await ensure(() => () => ({ end: { how: 'exited', code: 1 } }));
    files.breakDown('move', placed.ok ? dirname(placed.value) : '', 'read-only file system');
    const { result } = await ensure(compiling, files);
    expect(result).toMatchObject({ ok: false, failure: { problem: 'read-only file system' } });
  });
});
