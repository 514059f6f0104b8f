import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/cli/command-table.ts';
import { loadCommand } from '../../../src/cli/load-command.ts';
import { optionsOf, optionTerm, renderHelp } from '../../../src/cli/help-text.ts';

const names = [undefined, ...commands.map(({ name }) => name)];

describe('what --help prints', () => {
  it.each(names)('of %s fits 80 columns, with an example and the exit codes', (name) => {
    const text = renderHelp(name);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^Usage: emulate /);
    expect(text).toMatch(/^Examples?:\n {2}(emulate|source)/m);
    expect(text).toMatch(/^Exit codes:\n {2}/m);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('names every command, and every option of each', () => {
    for (const command of commands) {
      expect(renderHelp()).toContain(`\n  ${command.name} `);
      for (const [name, spec] of Object.entries(optionsOf(command)))
        expect(renderHelp(command.name)).toContain(`  ${optionTerm(name, spec)}`);
    }
  });

  it('shows switches that are on as what turns them off', () => {
    expect(optionTerm('gate', { type: 'boolean', default: true, describe: '' })).toBe('--no-gate');
  });

  it('breaks an example where a shell goes on', () => {
    expect(renderHelp('exec')).toMatch(/ \\\n {4}\S/);
  });
});

describe('the table of commands', () => {
  it('has something to do for each command', async () => {
    for (const { name } of commands) expect(await loadCommand(name)).toBeTypeOf('function');
  }, 60_000);

  it('describes each in one line of --help, and has one that needs no name', () => {
    for (const { describe: text } of commands) expect(text.length).toBeLessThanOrEqual(64);
    expect(commands.filter(({ isDefault }) => isDefault === true)).toHaveLength(1);
  });
});
