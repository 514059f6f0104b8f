import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/cli/command-table.ts';
import { optionsOf } from '../../../src/cli/help-text.ts';
import { toolVersion } from '../../../src/cli/tool-version.ts';
import { renderManual } from '../../../scripts/man/manual.ts';
import { packageFolder } from '../../support/command-line.ts';

const page = join(packageFolder, 'man/emulate.1');

describe('the manual page', () => {
  it("is what 'npm run man' writes", async () => {
    expect(await readFile(page, 'utf8')).toBe(renderManual(toolVersion()));
  });

  it('has every command and every option', async () => {
    const text = (await readFile(page, 'utf8')).replaceAll('\\-', '-');
    for (const command of commands) {
      expect(text).toContain(`.SS emulate ${command.name} `);
      for (const name of Object.keys(optionsOf(command))) expect(text).toMatch(`-${name}\\fR`);
    }
  });

  it('is printed without a complaint, in 80 columns', async ({ skip }) => {
    const groff = ['-man', '-Tutf8', '-ww', '-rLL=80n', page];
    const { exitCode, stderr, stdout } = await execa('groff', groff, { reject: false });
    skip(exitCode === undefined, 'groff is not installed');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('tier.readBandwidth=25GB/s');
  });
});
