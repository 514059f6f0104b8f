import process from 'node:process';
import { createColors } from 'picocolors';
import type { Event } from '../../model/event.ts';
import { plainText } from '../../report/plain-text.ts';
import { textWidth } from '../../report/text-width.ts';
import type { Io } from '../io.ts';
import { isUtf8 } from '../locale.ts';
import { paintLine, textOf } from './painted.ts';
import { createLiveRegion, type Terminal } from './region.ts';
import { createRepaint } from './repaint.ts';
import { advanceState, nothingYet } from './state.ts';
import { renderView } from './view.ts';

/** What goes on, at the end of a terminal; log lines stand above it. Leaving the block removes it. */
export interface LiveShow extends Disposable {
  observe(event: Event): void;
  print(line: string): void;
}

type Environment = Io['env'];

/** Whether a terminal is to be drawn on: one that can be, and that a person looks at. */
export const canDraw = (env: Environment): boolean =>
  env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '';

/** FORCE_COLOR decides, then NO_COLOR (https://no-color.org), else there are colours. */
export const hasColors = (env: Environment): boolean => {
  const forced = env['FORCE_COLOR'] ?? '';
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return (env['NO_COLOR'] ?? '') === '';
};

/** Standard error. A terminal that does not know its size says 0. */
const terminal: Terminal = {
  write: (text) => void process.stderr.write(text),
  get columns() {
    return process.stderr.columns || 80;
  },
  get rows() {
    return process.stderr.rows || 24;
  },
};

const warning = 'warning: ';

/** Draws on standard error, which must be a terminal. */
export const createLiveShow = (env: Environment): LiveShow => {
  const colors = createColors(hasColors(env));
  const unicode = isUtf8(env);
  const region = createLiveRegion(terminal);
  let state = nothingYet;
  const draw = (): void => {
    const { columns, rows } = terminal;
    const lines = renderView(state, { columns, rows, unicode }, Date.now());
    region.draw(
      lines.map((line) => ({ text: paintLine(line, colors), width: textWidth(textOf(line)) })),
    );
  };
  const repaint = createRepaint(draw);
  const clear = (): void => {
    region.clear();
  };
  process.stderr.on('resize', draw);
  // A second signal ends the program without leaving any block.
  process.on('exit', clear);
  return {
    observe: (event) => {
      state = advanceState(state, event, Date.now());
      repaint.request();
    },
    print: (line) => {
      region.print(plainText(line).replace(warning, colors.yellow(warning)));
    },
    [Symbol.dispose]: () => {
      repaint[Symbol.dispose]();
      process.stderr.off('resize', draw);
      process.off('exit', clear);
      clear();
    },
  };
};
