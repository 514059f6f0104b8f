import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

/** Replaces a suite's generated block of a document; everything around it stays. */
export const replaceBlock = async (path: string, suite: string, section: string): Promise<void> => {
  const begin = `<!-- bench:${suite}, written by \`npm run bench:${suite} -- --write\` -->`;
  const end = `<!-- /bench:${suite} -->`;
  const text = await readFile(path, 'utf8');
  const [first, last] = [text.indexOf(begin), text.indexOf(end)];
  if (first < 0 || last < first) throw new Error(`expected '${begin}' and '${end}' in ${path}`);
  const replaced = `${text.slice(0, first)}${begin}\n\n${section}\n\n${text.slice(last)}`;
  const config = await resolveConfig(path);
  await writeFile(path, await format(replaced, { ...config, filepath: path }));
};
