import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';

const begin = '<!-- bench:tier, written by `npm run bench:tier -- --write` -->';
const end = '<!-- /bench:tier -->';

/** Replaces the generated block of a document; everything around it stays. */
export const replaceBlock = async (path: string, section: string): Promise<void> => {
  const text = await readFile(path, 'utf8');
  const [first, last] = [text.indexOf(begin), text.indexOf(end)];
  if (first < 0 || last < first) throw new Error(`expected '${begin}' and '${end}' in ${path}`);
  const replaced = `${text.slice(0, first)}${begin}\n\n${section}\n\n${text.slice(last)}`;
  const config = await resolveConfig(path);
  await writeFile(path, await format(replaced, { ...config, filepath: path }));
};
