import type { Chance } from './chance.ts';
import { hostileNumbers, hostileTexts } from './hostile-words.ts';

/** Growth ends here: what is larger is tried on purpose, and once. */
const longest = 200_000;

const span = (chance: Chance, text: string, most: number): readonly [number, number] => {
  const start = chance.below(text.length + 1);
  return [start, Math.min(text.length, start + chance.below(most) + 1)];
};

const replaceNumber = (chance: Chance, text: string): string => {
  const found = [...text.matchAll(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi)];
  if (found.length === 0) return text;
  const match = chance.pick(found);
  return `${text.slice(0, match.index)}${chance.pick(hostileNumbers)}${text.slice(match.index + match[0].length)}`;
};

const moveLine = (chance: Chance, text: string): string => {
  const lines = text.split('\n');
  const [line = ''] = lines.splice(chance.below(lines.length), 1);
  lines.splice(chance.below(lines.length + 1), 0, line);
  return lines.join('\n');
};

const indentLine = (chance: Chance, text: string): string => {
  const lines = text.split('\n');
  const at = chance.below(lines.length);
  const line = lines[at] ?? '';
  lines[at] = chance.oneIn(2)
    ? line.slice(chance.below(5))
    : `${' '.repeat(chance.below(5))}${line}`;
  return lines.join('\n');
};

const mutations: readonly ((chance: Chance, text: string) => string)[] = [
  (chance, text) => {
    const at = chance.below(text.length + 1);
    return `${text.slice(0, at)}${chance.pick(hostileTexts)}${text.slice(at)}`;
  },
  (chance, text) => {
    const [from, to] = span(chance, text, 40);
    return `${text.slice(0, from)}${text.slice(to)}`;
  },
  (chance, text) => {
    const [from, to] = span(chance, text, 200);
    return `${text.slice(0, to)}${text.slice(from, to)}${text.slice(to)}`;
  },
  (chance, text) => {
    const [from, to] = span(chance, text, 12);
    return `${text.slice(0, from)}${text.slice(from, to).repeat(chance.below(50))}${text.slice(to)}`;
  },
  (chance, text) => {
    const [from, to] = span(chance, text, 12);
    return `${text.slice(0, from)}${chance.pick(hostileTexts)}${text.slice(to)}`;
  },
  (chance, text) => {
    const at = chance.below(text.length + 1);
    return `${text.slice(0, at)}${String.fromCharCode(chance.below(0x3000))}${text.slice(at + 1)}`;
  },
  (chance, text) => text.slice(0, chance.below(text.length + 1)),
  replaceNumber,
  replaceNumber,
  moveLine,
  indentLine,
];

/** A text with one to five slips or attacks in it. */
export const mutateText = (chance: Chance, text: string): string => {
  let mutated = text;
  for (let left = 1 + chance.below(5); left > 0; left -= 1)
    mutated = chance.pick(mutations)(chance, mutated).slice(0, longest);
  return mutated;
};
