import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair } from 'yaml';
import type { Path } from '../path.ts';

const keyText = (pair: Pair): string => (isScalar(pair.key) ? String(pair.key.value) : '');

const resolve = (document: Document, node: unknown): unknown =>
  isAlias(node) ? node.resolve(document) : node;

/** The pair of a key: the mapping's own, else the one that a merge (`<<: *anchor`) brings in. */
const findPair = (document: Document, node: unknown, key: string): Pair | undefined => {
  const map = resolve(document, node);
  if (isSeq(map)) {
    for (const item of map.items) {
      const pair = findPair(document, item, key);
      if (pair !== undefined) return pair;
    }
    return undefined;
  }
  if (!isMap(map)) return undefined;
  // Of a key that stands twice the last one counts.
  const own = map.items.findLast((pair) => keyText(pair) === key);
  const merged = map.items.find((pair) => keyText(pair) === '<<');
  return own ?? (merged === undefined ? undefined : findPair(document, merged.value, key));
};

const startOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0];

/**
 * Where a path of the document begins in its text: the value, or its key when `of` is `key` or the
 * value is empty. A path that the document does not hold begins where its nearest ancestor does.
 */
export const offsetOf = (document: Document, path: Path, of: 'key' | 'value'): number => {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const parent = resolve(document, node);
    if (typeof step === 'number') {
      node = isSeq(parent) ? parent.items[step] : undefined;
      offset = startOf(node) ?? offset;
    } else {
      const pair = findPair(document, parent, step);
      node = pair?.value;
      const isEmpty = !isScalar(node) ? node === null : node.value === null && node.source === '';
      const wanted = of === 'key' && index === path.length - 1;
      offset = (wanted || isEmpty ? startOf(pair?.key) : startOf(node)) ?? offset;
    }
    if (node === undefined) break;
  }
  return offset;
};
