import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureLibrary } from '../../../../src/drivers/tier-pager/library.ts';
import type { Event } from '../../../../src/model/event.ts';
import type { ProcessOutcome, ProcessSpec } from '../../../../src/ports/process-runner.ts';
import { createFakeFiles, type FakeFiles } from '../../../support/fakes/files.ts';
import { createFakeProcessRunner, notFound } from '../../../support/fakes/process-runner.ts';

const source = '/package/tier-pager.c';

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
  files.put(source, 'int main;');
  const processes = createFakeProcessRunner(compile(files));
  const result = await ensureLibrary({
    files,
    processes,
    observe: (event) => events.push(event),
    source,
    cacheFolder: '/cache',
    architecture: 'x64',
  });
  const commands = processes.specs.map(({ command }) => command);
  return { result, files, commands, events: events.map(({ kind }) => kind), processes };
};

describe('the tier library', () => {
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
    expect(files.paths()).toEqual([...(result.ok ? [result.value] : []), source]);
  });

  it('comes from the cache after that, without a word', async () => {
    const first = await ensure();
    const second = await ensure(compiling, first.files);
    expect(second.result).toEqual(first.result);
    expect(second.commands).toEqual([]);
    expect(second.events).toEqual([]);
  });

  it('is compiled anew for another source', async () => {
    const first = await ensure();
    first.files.put(source, 'int other;');
    const processes = createFakeProcessRunner(compiling(first.files));
    const { files } = first;
    const result = await ensureLibrary({
      files,
      processes,
      observe: () => undefined,
      source,
      cacheFolder: '/cache',
      architecture: 'x64',
    });
    expect(result.ok).toBe(true);
    expect(result).not.toEqual(first.result);
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
    expect(files.paths()).toEqual([source]);
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
    expect(files.paths()).toEqual([source]);
    expect(files.folders()).not.toContain('/cache/tier-pager/build-1');
  });

  it('is as good when another process compiled it meanwhile', async () => {
    const placed = (await ensure()).result;
    const { result } = await ensure((files) => (spec) => {
      if (placed.ok) files.put(placed.value, 'library of the other');
      return compiling(files)(spec);
    });
    expect(result).toEqual(placed);
  });

  it('fails when it cannot be placed in the cache', async () => {
    const placed = (await ensure()).result;
    const files = createFakeFiles();
    files.breakDown('move', placed.ok ? dirname(placed.value) : '', 'read-only file system');
    const { result } = await ensure(compiling, files);
    expect(result).toMatchObject({ ok: false, failure: { problem: 'read-only file system' } });
  });
});
