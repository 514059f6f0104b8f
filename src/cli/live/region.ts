/** A terminal that can be drawn on. */
export interface Terminal {
  write(text: string): void;
  readonly columns: number;
  readonly rows: number;
}

/** A line as it is written, and the cells that it takes. */
export interface DrawnLine {
  readonly text: string;
  readonly width: number;
}

/**
 * Lines at the end of a terminal that are written over again and again, while other lines pile up above
 * them. The cursor rests below them and is never hidden, so that nothing is to be restored, however the
 * program ends.
 */
export interface LiveRegion {
  /** Shows these lines instead of those before; writes nothing when they are the same. */
  draw(lines: readonly DrawnLine[]): void;
  /** Writes a text above the lines; it stays. */
  print(text: string): void;
  clear(): void;
}

const escape = '\u001b[';
const eraseLine = `${escape}K`;
const eraseBelow = `${escape}J`;
/** Empties the line of the cursor and all below it. From the first line of a screen tmux would keep in its history what is erased below. */
const wipe = `${eraseLine}\n${eraseBelow}${escape}1A`;
/** A terminal that knows it shows what is between these at once; others ignore both. */
const together = (text: string): string => `${escape}?2026h${text}${escape}?2026l`;

/** Makes a region at the place of the cursor, which must be at the start of a line. */
export const createLiveRegion = (terminal: Terminal): LiveRegion => {
  let shown: readonly DrawnLine[] = [];
  let drawn = '';
  /**
   * To the start of what is shown. A terminal that became narrower has wrapped lines that were too wide
   * for it; what has left the screen at the top cannot be reached.
   */
  const toStart = (): string => {
    const rows = shown.reduce(
      (sum, { width }) => sum + Math.max(1, Math.ceil(width / terminal.columns)),
      0,
    );
    const up = Math.min(rows, terminal.rows - 1);
    return up > 0 ? `\r${escape}${up}A` : '\r';
  };
  const frame = (lines: readonly DrawnLine[]): string =>
    lines.map(({ text }) => `${eraseLine}${text}\n`).join('');
  return {
    draw: (lines) => {
      const text = frame(lines);
      const state = `${terminal.columns} ${terminal.rows} ${text}`;
      if (state === drawn || (lines.length === 0 && shown.length === 0)) return;
      terminal.write(together(`${toStart()}${lines.length === 0 ? wipe : `${text}${eraseBelow}`}`));
      shown = lines;
      drawn = state;
    },
    print: (text) => {
      const erased = shown.length === 0 ? '' : `${toStart()}${wipe}`;
      terminal.write(together(`${erased}${text}${frame(shown)}`));
    },
    clear: () => {
      if (shown.length > 0) terminal.write(together(`${toStart()}${wipe}`));
      shown = [];
      drawn = '';
    },
  };
};
