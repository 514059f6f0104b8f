import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder, runCommand, type Ended } from '../support/command-line.ts';
import { listDocuments, readCommands } from '../support/document-commands.ts';
import { findRule, type DocumentRule } from '../support/document-rules.ts';
import { makeDocumentWorkspace, type DocumentWorkspace } from '../support/document-workspace.ts';

/**
 * Every command of the documents, in their order, in one workspace: what one command writes the next
 * may read. How each is tried, and why, is in test/support/document-rules.ts.
 */
let workspace: DocumentWorkspace;

beforeAll(async () => {
  workspace = await makeDocumentWorkspace();
});

afterAll(async () => {
  await workspace[Symbol.asyncDispose]();
});

/** The same command in two documents is tried once. */
const done = new Map<string, Promise<Ended>>();

const runOnce = (command: string, planOnly: boolean): Promise<Ended> => {
  const key = `${String(planOnly)} ${command}`;
  const ended = done.get(key) ?? workspace.run(command, planOnly);
  done.set(key, ended);
  return ended;
};

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
}

const helps = new Map<string, Promise<Ended>>();

/** What a script of ours says of its options. */
const helpOf = async (program: string): Promise<string> => {
  const asked = helps.get(program) ?? runCommand(['npx', 'tsx', program, '--help'], []);
  helps.set(program, asked);
  const { out, err } = await asked;
  return `${out}${err}`;
};

/** The script is in package.json; where it runs a program of ours, that program knows the options. */
const tryNpm = async (text: string): Promise<void> => {
  const [, name = '', options = ''] = /^npm run ([\w:]+)(?: -- (.*))?$/.exec(text) ?? [];
  const { scripts } = JSON.parse(
    await readFile(join(packageFolder, 'package.json'), 'utf8'),
  ) as Package;
  expect(Object.keys(scripts)).toContain(name);
  const named = (options.match(/--[\w-]+/g) ?? []).filter((option) => option !== '--help');
  if (named.length === 0) return;
  const program = /tsx (scripts\/\S+)/.exec(scripts[name] ?? '')?.[1] ?? '';
  const help = await helpOf(program);
  for (const option of named) expect(help).toContain(option);
};

const tryFile = async (text: string): Promise<void> => {
  const path = join(packageFolder, text);
  await access(path, constants.X_OK);
  const { code, err } = await runCommand(['bash', '-n', path], []);
  expect(err).toBe('');
  expect(code).toBe(0);
};

const tryCommand = async (text: string, { how, codes, instead }: DocumentRule): Promise<void> => {
  switch (how) {
    case 'known':
      return;
    case 'file':
      return tryFile(text);
    case 'npm':
      return tryNpm(text);
    case 'run':
    case 'plan': {
      const { code, out, err } = await runOnce(instead?.(text) ?? text, how === 'plan');
      expect(codes, `${out}\n${err}`).toContain(code);
      expect(err).not.toContain('unexpected');
    }
  }
};

describe.each(listDocuments().filter((file) => readCommands(file).length > 0))('%s', (file) => {
  const titled = readCommands(file).map(({ line, text }) => [line, text] as const);
  it.for(titled)('line %i: %s', async ([, text], { skip }) => {
    const lacking = [...workspace.missing].filter((name) => new RegExp(`\\b${name}\\b`).test(text));
    skip(lacking.length > 0, `needs ${lacking.join(' and ')}`);
    const rule = findRule(text);
    if (rule === undefined)
      throw new Error(`no rule in test/support/document-rules.ts for: ${text}`);
    await tryCommand(text, rule);
  });
});
