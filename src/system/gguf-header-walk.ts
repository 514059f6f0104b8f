/** Where a walk over the header of a GGUF file ended. */
export type HeaderWalk =
  | { readonly kind: 'whole'; readonly bytes: number; readonly tensors: number }
  /** The bytes ended before the header did: more are needed, or the file was cut off. */
  | { readonly kind: 'ended'; readonly inside: string }
  | { readonly kind: 'broken'; readonly problem: string };

/*
 * Limits above those of real models (the largest vocabularies have a quarter of a million entries, in arrays of about
 * 1.5 million elements together), and low enough that a file of nonsense costs seconds and little memory.
 */
const most = {
  keys: 10_000,
  tensors: 100_000,
  keyBytes: 65_535,
  nameBytes: 1024,
  stringBytes: 8 * 2 ** 20,
  arrayElements: 2_000_000,
  arrayDepth: 3,
  dimensions: 4,
} as const;

/** Bytes of a value by its type's number; strings (8) and arrays (9) have none of their own. */
const valueBytes = [1, 1, 2, 2, 4, 4, 4, 1, undefined, undefined, 8, 8, 8] as const;
const stringType = 8;
const arrayType = 9;

interface Cursor {
  readonly stop: HeaderWalk | undefined;
  readonly at: number;
  enter(place: string): void;
  skip(bytes: number): void;
  uint32(): number;
  /** Rounded above 2^53, which is beyond every limit. */
  uint64(): number;
  break(problem: string): void;
}

/** Reads on after a stop are harmless and give 0, so that a walk need not look after each of them. */
const createCursor = (head: Uint8Array): Cursor => {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let stop: HeaderWalk | undefined;
  let at = 0;
  let place = 'its first 24 bytes';
  const take = (bytes: number): number | undefined => {
    if (stop === undefined && at + bytes > head.length) stop = { kind: 'ended', inside: place };
    if (stop !== undefined) return undefined;
    at += bytes;
    return at - bytes;
  };
  const uint32 = (): number => {
    const from = take(4);
    return from === undefined ? 0 : view.getUint32(from, true);
  };
  return {
    get stop() {
      return stop;
    },
    get at() {
      return at;
    },
    enter: (next) => {
      place = next;
    },
    skip: (bytes) => {
      take(bytes);
    },
    uint32,
    uint64: () => {
      const low = uint32();
      return uint32() * 2 ** 32 + low;
    },
    break: (problem) => {
      stop ??= { kind: 'broken', problem: `${place}: ${problem}` };
    },
  };
};

/** A count that is used only when it is not above the limit. */
const limited = (cursor: Cursor, count: number, limit: number, what: string): number => {
  if (count <= limit) return count;
  cursor.break(`${what}: expected at most ${limit}, got ${count}`);
  return 0;
};

const skipString = (cursor: Cursor, limit: number, what: string): void => {
  cursor.skip(limited(cursor, cursor.uint64(), limit, what));
};

const createValueWalk = (cursor: Cursor): ((type: number) => void) => {
  let elements = 0;
  const skipArray = (depth: number): void => {
    const type = cursor.uint32();
    const count = limited(
      cursor,
      cursor.uint64(),
      most.arrayElements - elements,
      'elements of arrays',
    );
    elements += count;
    const bytes = valueBytes[type];
    if (bytes !== undefined) {
      cursor.skip(bytes * count);
      return;
    }
    for (let each = 0; each < count && cursor.stop === undefined; each += 1)
      skipValue(type, depth + 1);
  };
  const skipValue = (type: number, depth: number): void => {
    const bytes = valueBytes[type];
    if (bytes !== undefined) cursor.skip(bytes);
    else if (type === stringType) skipString(cursor, most.stringBytes, 'bytes of a text');
    else if (type !== arrayType) cursor.break(`type of a value: expected 0 to 12, got ${type}`);
    else if (depth >= most.arrayDepth) cursor.break('arrays within arrays within arrays');
    else skipArray(depth);
  };
  return (type) => {
    skipValue(type, 0);
  };
};

const walkTensor = (cursor: Cursor): void => {
  skipString(cursor, most.nameBytes, 'bytes of its name');
  const dimensions = limited(cursor, cursor.uint32(), most.dimensions, 'dimensions');
  const typeAndOffset = 4 + 8;
  cursor.skip(8 * dimensions + typeAndOffset);
};

/**
 * Steps over the header of a GGUF file (version 2 or 3, little-endian) without keeping any of it, given the file's
 * first bytes. The parser that reads the values takes the counts in a file at their word and bytes beyond the end for
 * zeros; it is only called for headers that this walk found whole.
 */
export const walkHeader = (head: Uint8Array): HeaderWalk => {
  const cursor = createCursor(head);
  const magicAndVersion = 4 + 4;
  cursor.skip(magicAndVersion);
  const tensors = limited(cursor, cursor.uint64(), most.tensors, 'tensors');
  const keys = limited(cursor, cursor.uint64(), most.keys, 'metadata keys');
  const skipValue = createValueWalk(cursor);
  for (let key = 1; key <= keys && cursor.stop === undefined; key += 1) {
    cursor.enter(`metadata key ${key} of ${keys}`);
    skipString(cursor, most.keyBytes, 'bytes of its name');
    skipValue(cursor.uint32());
  }
  for (let tensor = 1; tensor <= tensors && cursor.stop === undefined; tensor += 1) {
    cursor.enter(`tensor ${tensor} of ${tensors}`);
    walkTensor(cursor);
  }
  return cursor.stop ?? { kind: 'whole', bytes: cursor.at, tensors };
};
