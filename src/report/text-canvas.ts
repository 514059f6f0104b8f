/** A place on a canvas: from 0 on the left to 1 on the right, from 0 at the bottom to 1 at the top. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Cells of text to draw on. A sign covers a line, and a line what goes across. */
export interface Canvas {
  line(from: Place, to: Place): void;
  put(at: Place, sign: string): void;
  /** A line of signs right across. */
  across(y: number, sign: string): void;
  /** From the top; as wide as the canvas. */
  lines(): readonly string[];
}

/** Dots of a braille cell, by column and then from the top, as bits of its code point from U+2800 on. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const emptyBraille = 0x2800;

/** How a cell is divided: braille has eight dots, a point of ASCII is one. */
const fine = { across: 2, down: 4 } as const;
const coarse = { across: 1, down: 1 } as const;

/** A canvas of this many cells: lines are made of braille dots, or of full stops where there is no braille. */
export const createCanvas = (columns: number, rows: number, braille: boolean): Canvas => {
  const { across, down } = braille ? fine : coarse;
  const codes = new Uint8Array(columns * rows);
  const signs = new Map<number, string>();
  const behind = new Map<number, string>();
  const dotOf = ({ x, y }: Place): { readonly x: number; readonly y: number } => ({
    x: Math.round(x * (columns * across - 1)),
    y: Math.round((1 - y) * (rows * down - 1)),
  });
  const cellOf = (place: Place): number => {
    const { x, y } = dotOf(place);
    return Math.floor(y / down) * columns + Math.floor(x / across);
  };
  const set = (x: number, y: number): void => {
    const cell = Math.floor(y / down) * columns + Math.floor(x / across);
    const bit = braille ? (dots[x % across === 0 ? 0 : 1][y % down] ?? 0) : 1;
    codes[cell] = (codes[cell] ?? 0) | bit;
  };
  const show = (cell: number): string => {
    const sign = signs.get(cell);
    if (sign !== undefined) return sign;
    const code = codes[cell] ?? 0;
    if (code === 0) return behind.get(cell) ?? ' ';
    return braille ? String.fromCodePoint(emptyBraille + code) : '.';
  };
  return {
    line: (from, to) => {
      const [start, end] = [dotOf(from), dotOf(to)];
      const steps = Math.max(Math.abs(end.x - start.x), Math.abs(end.y - start.y), 1);
      for (let step = 0; step <= steps; step += 1)
        set(
          Math.round(start.x + ((end.x - start.x) * step) / steps),
          Math.round(start.y + ((end.y - start.y) * step) / steps),
        );
    },
    put: (at, sign) => {
      signs.set(cellOf(at), sign);
    },
    across: (y, sign) => {
      const row = Math.floor(cellOf({ x: 0, y }) / columns);
      for (let column = 0; column < columns; column += 1) behind.set(row * columns + column, sign);
    },
    lines: () =>
      Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns }, (_, column) => show(row * columns + column)).join(''),
      ),
  };
};
