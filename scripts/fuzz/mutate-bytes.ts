import type { Chance } from './chance.ts';

const words: readonly bigint[] = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  2n ** 53n,
  2n ** 60n,
  2n ** 63n,
  2n ** 64n - 1n,
];

const writeWord = (chance: Chance, bytes: Uint8Array): void => {
  const size = chance.pick([1, 2, 4, 8]);
  if (bytes.length < size) return;
  const step = chance.oneIn(2) ? size : 1;
  const at = chance.below(Math.floor((bytes.length - size) / step) + 1) * step;
  const word = chance.oneIn(3) ? BigInt(chance.below(256)) : chance.pick(words);
  for (let byte = 0; byte < size; byte += 1)
    bytes[at + byte] = Number((word >> BigInt(8 * byte)) & 0xffn);
};

const cutOut = (chance: Chance, bytes: Uint8Array): Uint8Array => {
  const from = chance.below(bytes.length + 1);
  const to = Math.min(bytes.length, from + 1 + chance.below(64));
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
};

const double = (chance: Chance, bytes: Uint8Array): Uint8Array => {
  const from = chance.below(bytes.length + 1);
  const to = Math.min(bytes.length, from + 1 + chance.below(64));
  return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, to), bytes.subarray(to)]);
};

/** Bytes with one to eight of them overwritten, removed, doubled or cut off. */
export const mutateBytes = (chance: Chance, given: Uint8Array): Uint8Array => {
  let bytes: Uint8Array = Buffer.from(given);
  for (let left = 1 + chance.below(8); left > 0 && bytes.length > 0; left -= 1) {
    const kind = chance.below(12);
    const at = chance.below(bytes.length);
    if (kind < 4) bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
    else if (kind < 9) writeWord(chance, bytes);
    else if (kind === 9) bytes = cutOut(chance, bytes);
    else if (kind === 10) bytes = double(chance, bytes);
    else bytes = bytes.subarray(0, at);
  }
  return bytes;
};
