import { isList, isMapping } from '../../src/model/profile/path.ts';
import type { Chance } from './chance.ts';
import { hostileNumbers, hostileTexts } from './hostile-words.ts';

type Mutation = (chance: Chance, value: unknown) => unknown;

const hostileNumber: Mutation = (chance) => Number(chance.pick(hostileNumbers).replaceAll('_', ''));

const nested: Mutation = (chance, value) => {
  let whole = value;
  for (let depth = chance.below(80); depth > 0; depth -= 1)
    whole = chance.oneIn(2) ? [whole] : { [chance.pick(hostileTexts)]: whole };
  return whole;
};

const replacements: readonly Mutation[] = [
  (chance) => chance.pick(hostileTexts),
  (chance) => chance.pick(hostileTexts),
  hostileNumber,
  hostileNumber,
  nested,
  (chance) => chance.pick([null, true, false, [], {}, [[]], [null]]),
  (chance, value) => Array.from({ length: chance.below(30) }, () => value),
  (_, value) => (typeof value === 'number' ? -value : JSON.stringify(value)),
  (chance, value) => (typeof value === 'number' ? value * chance.below(1000) : value),
];

/** A mapping that may hold any key as its own, `__proto__` too. */
const mappingOf = (entries: readonly (readonly [string, unknown])[]): object => {
  const made: Record<string, unknown> = {};
  for (const [name, value] of entries)
    Object.defineProperty(made, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return made;
};

const changeEntries = (
  chance: Chance,
  entries: readonly (readonly [string, unknown])[],
): readonly (readonly [string, unknown])[] => {
  const at = chance.below(entries.length);
  const [name, value] = entries[at] ?? ['', undefined];
  switch (chance.below(6)) {
    case 0:
      return entries.toSpliced(at, 1);
    case 1:
      return [...entries, [chance.pick(hostileTexts), value]];
    case 2:
      return entries.with(at, [chance.pick(hostileTexts), value]);
    case 3:
      return entries.with(at, [name, chance.pick(entries)[1]]);
    default:
      return entries.with(at, [name, chance.pick(replacements)(chance, value)]);
  }
};

const change = (chance: Chance, value: unknown): unknown => {
  const entries = isList(value) || isMapping(value) ? Object.entries(value) : [];
  if (entries.length === 0) return chance.pick(replacements)(chance, value);
  const at = chance.below(entries.length);
  const [name, below] = entries[at] ?? ['', undefined];
  // Mostly deeper down, where the checks are that are easily forgotten.
  const changed = chance.oneIn(4)
    ? changeEntries(chance, entries)
    : entries.with(at, [name, change(chance, below)]);
  return isList(value) ? changed.map(([, each]) => each) : mappingOf(changed);
};

/** A document of lists, mappings and scalars with one to four of its values or keys changed. */
export const mutateValue = (chance: Chance, value: unknown): unknown => {
  let mutated = value;
  for (let left = 1 + chance.below(4); left > 0; left -= 1) mutated = change(chance, mutated);
  return mutated;
};
