/** What a terminal shows, with what has left it at the top. */
export interface Screen {
  write(text: string): void;
  resize(columns: number): void;
  /** From the first line that was ever written; without blanks at their ends. */
  lines(): readonly string[];
}

// eslint-disable-next-line no-control-regex -- that is what a terminal obeys
const sequence = /^\u001b\[(\?)?(\d*)([A-Za-z])/;

/** As much of a terminal as is written to by log lines and a live view; what else comes is an error. */
export const makeScreen = (size: { readonly columns: number }): Screen => {
  let { columns } = size;
  const cells: string[][] = [[]];
  let row = 0;
  let column = 0;
  const down = (): void => {
    row += 1;
    if (row === cells.length) cells.push([]);
  };
  const put = (character: string): void => {
    if (column === columns) {
      down();
      column = 0;
    }
    const line = cells[row] ?? [];
    while (line.length < column) line.push(' ');
    line[column] = character;
    column += 1;
  };
  const obey = (isPrivate: boolean, count: string, letter: string): void => {
    if (isPrivate || letter === 'm') return;
    switch (letter) {
      case 'A':
        row = Math.max(0, row - Number(count));
        return;
      case 'J':
        cells.length = row + 1;
        cells[row] = (cells[row] ?? []).slice(0, column);
        return;
      case 'K':
        cells[row] = (cells[row] ?? []).slice(0, column);
        return;
      default:
        throw new Error(`a sequence that this terminal does not know: ${letter}`);
    }
  };
  return {
    write: (text) => {
      let rest = text;
      while (rest !== '') {
        const found = sequence.exec(rest);
        if (found !== null) {
          obey(found[1] === '?', found[2] ?? '', found[3] ?? '');
          rest = rest.slice(found[0].length);
          continue;
        }
        const [character = ''] = rest;
        rest = rest.slice(character.length);
        if (character === '\r') column = 0;
        else if (character === '\n') {
          down();
          // As a terminal driver has it.
          column = 0;
        } else put(character);
      }
    },
    resize: (to) => {
      columns = to;
    },
    lines: () => cells.map((line) => line.join('').trimEnd()),
  };
};
