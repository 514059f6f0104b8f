import { describe, expect, it } from 'vitest';
import { checkConstrainable, findProgram } from '../../../src/engine/find-program.ts';
import { elfImage } from '../../support/elf-image.ts';
import { createFakeFiles } from '../../support/fakes/files.ts';

const rig = () => {
  const files = createFakeFiles();
  const find = (command: string, path: string | undefined = '/usr/local/bin:/usr/bin') =>
    findProgram(command, { cwd: '/home/me', path }, files);
  const check = (path: string) => checkConstrainable(path, 'x64', files);
  const executable = { executable: true };
  return { files, find, check, executable };
};

const notStarted = (problem: string, found: boolean) => ({
  ok: false,
  failure: { reason: 'program-not-started', problem, found },
});

describe('a command', () => {
  it('is looked for in the folders of PATH, in their order', async () => {
    const { files, find, executable } = rig();
    files.put('/usr/bin/fio', 'x', executable);
    expect(await find('fio')).toEqual({ ok: true, value: '/usr/bin/fio' });
    files.put('/usr/local/bin/fio', 'x', executable);
    expect(await find('fio')).toEqual({ ok: true, value: '/usr/local/bin/fio' });
  });

  it('is looked for in the current folder where PATH has an empty part', async () => {
    const { files, find, executable } = rig();
    files.put('/home/me/fio', 'x', executable);
    expect(await find('fio', '/usr/bin:')).toEqual({ ok: true, value: '/home/me/fio' });
    expect(await find('fio', 'bin:/usr/bin')).toMatchObject({ ok: false });
  });

  it('is looked for in the usual folders where PATH is not set', async () => {
    const { files, executable } = rig();
    files.put('/bin/fio', 'x', executable);
    const found = await findProgram('fio', { cwd: '/', path: undefined }, files);
    expect(found).toEqual({ ok: true, value: '/bin/fio' });
  });

  it('with a slash is a path from the current folder', async () => {
    const { files, find, executable } = rig();
    files.put('/home/me/bin/fio', 'x', executable);
    expect(await find('bin/fio')).toEqual({ ok: true, value: '/home/me/bin/fio' });
    expect(await find('./bin/fio')).toEqual({ ok: true, value: '/home/me/bin/fio' });
    expect(await find('/bin/fio')).toEqual(notStarted("'/bin/fio' does not exist", false));
  });

  it('that is nowhere was not found', async () => {
    expect(await rig().find('fio')).toEqual(notStarted("'fio' was not found on the PATH", false));
  });

  it('that cannot be run is passed over, and told of when nothing else is there', async () => {
    const { files, find, executable } = rig();
    files.put('/usr/local/bin/fio', 'x');
    expect(await find('fio')).toEqual(notStarted("'/usr/local/bin/fio' is not executable", true));
    files.put('/usr/bin/fio', 'x', executable);
    expect(await find('fio')).toEqual({ ok: true, value: '/usr/bin/fio' });
    await files.makeFolder('/usr/bin/folder');
    expect(await find('folder')).toEqual(notStarted("'/usr/bin/folder' is not a file", true));
  });
});

describe('a program under a tier', () => {
  const wayOut = ', or run it without limits with --case baseline';
  const unusable = (path: string, problem: string, hint: string) => ({
    ok: false,
    failure: { reason: 'program-unusable', path, problem, hint: `${hint}${wayOut}` },
  });
  const staticProblem =
    'it is statically linked, so the tier (a library loaded with LD_PRELOAD) cannot act in it';
  const takeAnother = 'take one that is dynamically linked and built for this machine';

  it('may be any that the loader starts', async () => {
    const { files, check, executable } = rig();
    files.put('/p', elfImage({ needed: [] }), executable);
    expect(await check('/p')).toEqual({ ok: true, value: undefined });
  });

  it('is refused when it is static', async () => {
    const { files, check, executable } = rig();
    files.put('/p', elfImage({ hasLoader: false }), executable);
    expect(await check('/p')).toEqual(unusable('/p', staticProblem, takeAnother));
  });

  it('is refused when it has the set-user-id bit', async () => {
    const { files, check } = rig();
    files.put('/p', elfImage(), { executable: true, setId: true });
    expect(await check('/p')).toEqual(
      unusable(
        '/p',
        'it is a set-user-id or set-group-id file, for which the loader ignores LD_PRELOAD, so the tier cannot act in it',
        "run a copy without the bit: cp '/p' DIR",
      ),
    );
  });

  it('is judged by its interpreter when it is a script', async () => {
    const { files, check, executable } = rig();
    files.put('/script', '#!/interpreter -x\n', executable);
    expect(await check('/script')).toEqual(
      notStarted("'/script' names the interpreter '/interpreter', which does not exist", false),
    );
    files.put('/interpreter', elfImage(), executable);
    expect(await check('/script')).toMatchObject({ ok: true });
    files.put('/interpreter', elfImage({ hasLoader: false }), executable);
    expect(await check('/script')).toEqual(
      unusable(
        '/script',
        `its interpreter '/interpreter' is the reason: ${staticProblem}`,
        takeAnother,
      ),
    );
  });

  it('is judged by the shell when it is a text that names no interpreter', async () => {
    const { files, check, executable } = rig();
    files.put('/script', 'exec fio\n', executable);
    files.put('/empty', '#!\n', executable);
    files.put('/bin/sh', elfImage(), executable);
    expect(await check('/script')).toMatchObject({ ok: true });
    expect(await check('/empty')).toMatchObject({ ok: true });
    files.put('/bin/sh', elfImage({ hasLoader: false }), executable);
    expect(await check('/script')).toMatchObject({ ok: false });
  });

  it('is left to the kernel when interpreters go in a circle', async () => {
    const { files, check, executable } = rig();
    files.put('/a', '#!/b\n', executable);
    files.put('/b', '#!/a\n', executable);
    expect(await check('/a')).toEqual({ ok: true, value: undefined });
  });

  it('is left to the evidence when it cannot be read', async () => {
    const { files, check, executable } = rig();
    files.put('/p', elfImage({ hasLoader: false }), executable);
    files.breakDown('readBytes', '/p', 'permission denied');
    expect(await check('/p')).toEqual({ ok: true, value: undefined });
  });
});
