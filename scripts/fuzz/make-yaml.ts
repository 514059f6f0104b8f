import type { Chance } from './chance.ts';
import { hostileNumbers, hostileTexts } from './hostile-words.ts';

const names: readonly string[] = [
  'schema',
  'name',
  'title',
  'constraints',
  'tier',
  'readBandwidth',
  'readLatency',
  'sweeps',
  'workload',
  'rounds',
  'sources',
];

const scalar = (chance: Chance): string => {
  const text = chance.pick(chance.oneIn(3) ? hostileNumbers : hostileTexts);
  switch (chance.below(5)) {
    case 0:
      return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
    case 1:
      return `'${text.replaceAll("'", "''")}'`;
    case 2:
      return chance.pick([
        '!!str a',
        '!!binary aGk=',
        '!!js/function "x"',
        '!<tag:x> 1',
        '!!set {a}',
      ]);
    default:
      return text;
  }
};

const anchor = (chance: Chance): string => `&${chance.pick(['a', 'b', 'c'])} `;

const node = (chance: Chance, depth: number, indent: string): string => {
  const mark = chance.oneIn(6) ? anchor(chance) : '';
  const kind = chance.below(depth > 6 ? 3 : 8);
  const inner = (): string => node(chance, depth + 1, `${indent}  `);
  if (kind < 2) return ` ${mark}${scalar(chance)}`;
  if (kind === 2) return ` *${chance.pick(['a', 'b', 'c', 'd'])}`;
  const items = Array.from({ length: chance.below(4) }, inner);
  if (kind === 3) return ` ${mark}[${items.join(',')} ]`;
  if (kind === 4)
    return ` ${mark}{${items.map((item) => `${chance.pick(names)}:${item}`).join(',')} }`;
  if (kind === 5)
    return `${mark === '' ? '' : ` ${mark}`}\n${items.map((item) => `${indent}-${item}`).join('\n')}`;
  const pairs = items.map((item) => {
    const key = chance.oneIn(5) ? '<<' : chance.oneIn(5) ? scalar(chance) : chance.pick(names);
    return `${indent}${chance.oneIn(20) ? '? ' : ''}${key}:${item}`;
  });
  return `${mark === '' ? '' : ` ${mark}`}\n${pairs.join('\n')}`;
};

/** A text that is almost YAML, with everything that YAML can do. */
export const makeYaml = (chance: Chance): string =>
  [
    chance.oneIn(10)
      ? chance.pick(['%YAML 1.1\n---\n', '\ufeff', '---\n', '# x\n', '%TAG ! x\n'])
      : '',
    ...names.slice(0, 1 + chance.below(5)).map((name) => `${name}:${node(chance, 0, '  ')}\n`),
    chance.oneIn(20) ? '---\na: 1\n' : '',
  ].join('');
