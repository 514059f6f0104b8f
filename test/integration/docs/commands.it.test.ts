import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../../support/command-line.ts';
import {
  commandsOf,
  fencesOf,
  isShell,
  listDocuments,
  readCommands,
} from '../../support/document-commands.ts';
import { findRule } from '../../support/document-rules.ts';

const commands = listDocuments().flatMap(readCommands);
const textOf = (file: string): string => readFileSync(join(packageFolder, file), 'utf8');

describe('commands in a document', () => {
  const fence = '```';
  const of = (...lines: readonly string[]): readonly string[] =>
    commandsOf('a.md', [`${fence}sh`, ...lines, fence].join('\n')).map(({ text }) => text);

  it('are the lines of shell blocks, and of no others', () => {
    const text = ['a', `${fence}yaml`, 'b: 1', fence, `${fence}sh`, 'one', 'two', fence].join('\n');
    expect(commandsOf('a.md', text)).toEqual([
      { file: 'a.md', line: 6, text: 'one' },
      { file: 'a.md', line: 7, text: 'two' },
    ]);
  });

  it('lose their comments and nothing else', () => {
    expect(of('# all', "one '# no' a#b  # yes", '    # more')).toEqual(["one '# no' a#b"]);
  });

  it('are one where they are a loop', () => {
    expect(of('for a in b c; do', '  one "$a" \\', '    --two', 'done', 'three')).toEqual([
      'for a in b c; do\n one "$a" --two\n done',
      'three',
    ]);
  });

  it('go on over lines that end in a backslash', () => {
    expect(of('one \\', '  --two \\', '  three', 'four')).toEqual(['one --two three', 'four']);
  });
});

describe('the documents', () => {
  it('show no command that the tests do not know how to try', () => {
    expect(commands.length).toBeGreaterThan(60);
    const unknown = commands.filter(({ text }) => findRule(text) === undefined);
    expect(unknown.map(({ file, line, text }) => `${file}:${line} ${text}`)).toEqual([]);
  });

  it('hide no command in a block that is not for a shell', () => {
    const commandLine = /^\s*(?:\$ )?(?:emulate |npx |npm run |scripts\/\w+$)/;
    const hidden = listDocuments().flatMap((file) =>
      fencesOf(textOf(file))
        // The container's script is tried by kubernetes-manifest.it.test.ts.
        .filter(({ language, lines }) => !isShell(language) && !lines.includes('kind: Job'))
        .flatMap(({ line, lines }) =>
          lines.filter((each) => commandLine.test(each)).map((each) => `${file}:${line} ${each}`),
        ),
    );
    expect(hidden).toEqual([]);
  });

  it('show output only of commands that they show', () => {
    for (const file of listDocuments()) {
      const shown = new Set(readCommands(file).map(({ text }) => text));
      for (const [, command = ''] of textOf(file).matchAll(/<!-- output: (.*?) -->/g))
        expect([...shown], file).toContain(command);
    }
  });
});
