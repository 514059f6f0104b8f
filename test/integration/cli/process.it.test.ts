import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder, runCommand, sourceCommand } from '../../support/command-line.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

const emulate = (args: readonly string[], env: Record<string, string> = {}) =>
  runCommand(sourceCommand, args, { env });

/** Runs a pipeline that gets the command as its arguments, and prints the exit code of its first part. */
const pipeline = (script: string, args: readonly string[] = []) =>
  runCommand(
    ['bash', '-c', `${script}\nexit "\${PIPESTATUS[0]}"`, 'bash'],
    [...sourceCommand, ...args],
  );

describe('the program', () => {
  it('tells its version', async () => {
    const manifest: unknown = JSON.parse(
      await readFile(join(packageFolder, 'package.json'), 'utf8'),
    );
    const { version } = manifest as { readonly version: string };
    expect(await emulate(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('lists commands, options, examples and exit codes', async () => {
    const { code, out, err } = await emulate(['--help']);
    expect(code).toBe(0);
    expect(err).toBe('');
    for (const word of ['plan', 'profiles', 'report', 'model', '--profile', '--quick', '--set'])
      expect(out).toContain(word);
    expect(out).toContain('emulate --profile hbf-50gbps --quick');
    expect(out).toMatch(/Exit codes:\n {2}0 +done\n {2}1 +unexpected/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('ends with the exit code of its command, and keeps results and messages apart', async () => {
    const { code, out, err } = await emulate(['plan', '--profile', 'hbf-50gbp']);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain("did you mean 'hbf-50gbps'?");
  });

  it('ends quietly when the reader of its results goes away', async () => {
    const { code, out, err } = await pipeline('"$@" | head -1', [
      ...['plan', '--profile', 'hbf-50gbps', '--json'],
    ]);
    expect({ code, out, err }).toEqual({ code: 0, out: '{\n', err: '' });
  });

  it('goes on when the reader of its messages goes away', async () => {
    const folder = 'test/fixtures/profiles/invalid';
    const names = await readdir(join(packageFolder, folder));
    const files = names.filter((name) => name.endsWith('.yaml')).map((name) => `${folder}/${name}`);
    const { code, out } = await pipeline('exec 3>&1; "$@" 2>&1 >&3 3>&- | true', [
      ...['profiles', 'check', ...files, 'null'],
    ]);
    expect({ code, out }).toEqual({ code: 2, out: 'null: valid\n' });
  });

  it('makes a model, and says where', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'tiny.gguf');
    const { code, out, err } = await emulate([
      ...['model', 'make', '--shape', 'tiny', '--out', path],
    ]);
    expect(code).toBe(0);
    expect(out).toBe(`${path}\n`);
    expect(err).toContain("write the synthetic model 'tiny'");
    expect((await readFile(path)).subarray(0, 4).toString()).toBe('GGUF');
  });

  it('is silent but for results when asked to be quiet', async () => {
    await using folder = await makeTemporaryFolder();
    const path = join(folder.path, 'tiny.gguf');
    const args = ['model', 'make', '--shape', 'tiny', '--out', path, '--quiet'];
    expect(await emulate(args)).toEqual({ code: 0, out: `${path}\n`, err: '' });
  });

  it('says what is wrong with the place where a model is to be written', async () => {
    const args = ['model', 'make', '--shape', 'tiny', '--out', '/proc/no/such/tiny.gguf'];
    const { code, out, err } = await emulate(args);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toContain("'/proc/no/such");
  });

  it('prints no colour and moves no cursor where nobody looks, with NO_COLOR or without', async () => {
    await using folder = await makeTemporaryFolder();
    const args = ['model', 'make', '--shape', 'tiny', '--out', join(folder.path, 'tiny.gguf')];
    for (const env of [{}, { NO_COLOR: '1' }]) {
      // eslint-disable-next-line no-control-regex -- the escape character is what is looked for
      expect((await emulate(args, env)).err).not.toMatch(/\u001b/);
    }
  });
});
