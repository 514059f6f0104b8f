/** What decides whether a program can run here, and whether LD_PRELOAD can act in it. */
export interface ElfFacts {
  /** `e_machine`: the processor it was built for. */
  readonly machine: number;
  /** It is started by the dynamic loader, the one that reads LD_PRELOAD. */
  readonly hasLoader: boolean;
  /** Names of the libraries that it asks the loader for; undefined when they lie beyond what was read. */
  readonly needed: readonly string[] | undefined;
}

/** `e_machine` by Node's names of processors (System V ABI). */
export const machineOf: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1;
const DT_STRTAB = 5;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly bytes: number;
}

/**
 * Reads a 64-bit little-endian ELF file (System V gABI, chapters 4 and 5), the kind of every
 * processor that emulate runs on; undefined for any other file, broken ones included.
 */
export const readElf = (file: Uint8Array): ElfFacts | undefined => {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  return within(() => {
    const magic = view.getUint32(0);
    if (magic !== 0x7f454c46 || view.getUint8(4) !== 2 || view.getUint8(5) !== 1) return undefined;
    const segments = readSegments(view);
    return {
      machine: view.getUint16(18, true),
      hasLoader: segments.some(({ type }) => type === PT_INTERP),
      needed: within(() => readNeeded(view, segments)),
    };
  });
};

/** Undefined for an offset beyond the end: the file is broken, or was not read whole. */
const within = <Value>(read: () => Value): Value | undefined => {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** A 64-bit field; RangeError for a value that can be no offset in a file. */
const word = (view: DataView, at: number): number => {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('not an offset');
  return Number(value);
};

const readSegments = (view: DataView): readonly Segment[] => {
  const start = word(view, 32);
  const size = view.getUint16(54, true);
  const count = view.getUint16(56, true);
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    return {
      type: view.getUint32(at, true),
      offset: word(view, at + 8),
      address: word(view, at + 16),
      bytes: word(view, at + 32),
    };
  });
};

const readNeeded = (view: DataView, segments: readonly Segment[]): readonly string[] => {
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) return [];
  const entries: { tag: number; value: number }[] = [];
  for (let at = dynamic.offset; at + 16 <= dynamic.offset + dynamic.bytes; at += 16) {
    const tag = view.getBigUint64(at, true);
    if (tag === 0n) break;
    if (tag === BigInt(DT_NEEDED) || tag === BigInt(DT_STRTAB))
      entries.push({ tag: Number(tag), value: word(view, at + 8) });
  }
  const address = entries.find(({ tag }) => tag === DT_STRTAB)?.value;
  const table = segments.find(
    (each) =>
      each.type === PT_LOAD &&
      address !== undefined &&
      address >= each.address &&
      address < each.address + each.bytes,
  );
  if (address === undefined || table === undefined) return [];
  const strings = address - table.address + table.offset;
  return entries
    .filter(({ tag }) => tag === DT_NEEDED)
    .map(({ value }) => readName(view, strings + value));
};

const readName = (view: DataView, start: number): string => {
  let name = '';
  for (let at = start; view.getUint8(at) !== 0; at += 1)
    name += String.fromCharCode(view.getUint8(at));
  return name;
};
