import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';
import { packageFolder } from '../../support/command-line.ts';
import { fencesOf, listDocuments } from '../../support/document-commands.ts';

const pages = [...listDocuments(), 'CHANGELOG.md', 'test/README.md'];

const textOf = (file: string): string => readFileSync(join(packageFolder, file), 'utf8');

/** A page without its blocks of code, in which nothing is a link or a heading. */
const proseOf = (file: string): string => {
  const lines = textOf(file).split('\n');
  for (const { line, lines: inside } of fencesOf(textOf(file)))
    lines.fill('', line - 1, line + inside.length + 1);
  return lines.join('\n');
};

/** The anchor that a heading gets on GitHub. */
const anchorOf = (heading: string): string =>
  heading
    .replaceAll(/[`*]|\]\(.*?\)|\[/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (file: string): ReadonlySet<string> =>
  new Set([...proseOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading)));

const linksOf = (file: string): readonly string[] =>
  [...proseOf(file).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) =>
    /^[a-z]+:/.test(target) ? [] : [target],
  );

it.each(pages)('every link of %s leads somewhere', (file) => {
  const broken = linksOf(file).filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? file : normalize(join(dirname(file), path));
    if (!existsSync(join(packageFolder, target))) return true;
    return anchor !== undefined && !anchorsOf(target).has(anchor);
  });
  expect(broken).toEqual([]);
});
