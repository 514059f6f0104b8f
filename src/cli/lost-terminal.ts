import { closeSync, openSync } from 'node:fs';
import process from 'node:process';
import { isatty } from 'node:tty';

const standardStreams = [0, 1, 2];

/**
 * At exit Node gives its terminal the modes back that it had at first, and aborts where the terminal has
 * been closed meanwhile: nobody would hear the exit code. A stream that leads elsewhere by then is left alone.
 */
export const outliveTerminal = (): void => {
  const terminals = standardStreams.filter((stream) => isatty(stream));
  process.on('exit', () => {
    for (const stream of terminals.filter((each) => !isatty(each))) {
      closeSync(stream);
      // The lowest free number is given: the one that was just closed.
      openSync('/dev/null', 'r+');
    }
  });
};
