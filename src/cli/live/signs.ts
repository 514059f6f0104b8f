/** The characters that a live view is made of. */
export interface Signs {
  readonly between: string;
  readonly full: string;
  readonly empty: string;
  /** Stands for a level of which nothing is known. */
  readonly unknown: string;
  /** Stands for a ratio: the higher, the more. */
  readonly ratio: (ratio: number) => string;
}

const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

const pick = <Sign>(signs: readonly Sign[], ratio: number, none: Sign): Sign =>
  signs[Math.max(0, Math.min(signs.length - 1, Math.ceil(ratio * signs.length) - 1))] ?? none;

const unicode: Signs = {
  between: ' · ',
  full: '█',
  empty: '░',
  unknown: '·',
  ratio: (ratio) => pick(blocks, ratio, '·'),
};

/** A ratio is its first digit after the point: 7 stands for 0.7 and above, 9 for all beyond it. */
const ascii: Signs = {
  between: ' | ',
  full: '#',
  empty: '-',
  unknown: '.',
  ratio: (ratio) => String(Math.max(0, Math.min(9, Math.floor(ratio * 10)))),
};

/** The characters that a terminal of the locale shows. */
export const signsOf = (isUtf8: boolean): Signs => (isUtf8 ? unicode : ascii);
