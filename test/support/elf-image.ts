/** What a made-up program says of itself. */
export interface ElfImage {
  /** `e_machine`; 62 is x64, 183 arm64. */
  readonly machine?: number;
  readonly hasLoader?: boolean;
  readonly needed?: readonly string[];
  /** Appended to the file. */
  readonly content?: string;
}

/** The smallest ELF file that says these things: header, three segments, dynamic table, names. */
export const elfImage = ({
  machine = 62,
  hasLoader = true,
  needed = ['libllama.so', 'libc.so.6'],
  content = '',
}: ElfImage = {}): Uint8Array => {
  const segmentCount = hasLoader ? 3 : 1;
  const dynamicAt = 64 + segmentCount * 56;
  const stringsAt = dynamicAt + (needed.length + 2) * 16;
  const strings = `\0${needed.map((name) => `${name}\0`).join('')}${content}`;
  const file = new Uint8Array(stringsAt + strings.length);
  const view = new DataView(file.buffer);
  const word = (at: number, value: number): void => {
    view.setBigUint64(at, BigInt(value), true);
  };
  view.setUint32(0, 0x7f454c46);
  view.setUint8(4, 2);
  view.setUint8(5, 1);
  view.setUint16(18, machine, true);
  word(32, 64);
  view.setUint16(54, 56, true);
  view.setUint16(56, segmentCount, true);
  /** Addresses are offsets plus this, so that a reader cannot mistake one for the other. */
  const base = 0x400000;
  const segment = (index: number, type: number, offset: number, bytes: number): void => {
    const at = 64 + index * 56;
    view.setUint32(at, type, true);
    word(at + 8, offset);
    word(at + 16, base + offset);
    word(at + 32, bytes);
  };
  segment(0, 1, 0, file.length);
  if (hasLoader) {
    segment(1, 2, dynamicAt, (needed.length + 2) * 16);
    segment(2, 3, stringsAt, 1);
  }
  let name = 1;
  needed.forEach((each, index) => {
    word(dynamicAt + index * 16, 1);
    word(dynamicAt + index * 16 + 8, name);
    name += each.length + 1;
  });
  word(dynamicAt + needed.length * 16, 5);
  word(dynamicAt + needed.length * 16 + 8, base + stringsAt);
  file.set(new TextEncoder().encode(strings), stringsAt);
  return file;
};
