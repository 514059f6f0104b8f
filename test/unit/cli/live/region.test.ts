import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLiveRegion } from '../../../../src/cli/live/region.ts';
import { makeScreen } from '../../../support/screen.ts';

/** A terminal that keeps what is written; its size can be changed. */
const makeTerminal = () => {
  const written: string[] = [];
  return {
    written,
    columns: 10,
    rows: 5,
    write: (text: string) => void written.push(text),
  };
};
const lines = (...texts: readonly string[]) => texts.map((text) => ({ text, width: text.length }));
const start = '\u001b[?2026h';
const end = '\u001b[?2026l';
const wipe = '\u001b[K\n\u001b[J\u001b[1A';

describe('the region of a terminal that is drawn again and again', () => {
  it('writes over its own lines', () => {
    const terminal = makeTerminal();
    const region = createLiveRegion(terminal);
    region.draw(lines('one', 'two'));
    region.draw(lines('three'));
    expect(terminal.written).toEqual([
      `${start}\r\u001b[Kone\n\u001b[Ktwo\n\u001b[J${end}`,
      `${start}\r\u001b[2A\u001b[Kthree\n\u001b[J${end}`,
    ]);
  });

  it('writes nothing when nothing has changed', () => {
    const terminal = makeTerminal();
    const region = createLiveRegion(terminal);
    region.draw(lines('one'));
    region.draw(lines('one'));
    expect(terminal.written).toHaveLength(1);
    region.draw([]);
    region.draw([]);
    expect(terminal.written).toHaveLength(2);
  });

  it('lets other lines stand above its own', () => {
    const terminal = makeTerminal();
    const region = createLiveRegion(terminal);
    region.draw(lines('live'));
    region.print('log\n');
    expect(terminal.written.at(-1)).toBe(`${start}\r\u001b[1A${wipe}log\n\u001b[Klive\n${end}`);
  });

  it('starts where its lines begin after the terminal became narrower and wrapped them', () => {
    const terminal = makeTerminal();
    const region = createLiveRegion(terminal);
    region.draw(lines('ten chars.', 'six ch'));
    terminal.columns = 6;
    region.draw(lines('six ch', 'six ch'));
    expect(terminal.written.at(-1)).toContain('\r\u001b[3A');
  });

  it('goes no further up than the terminal is high', () => {
    const terminal = makeTerminal();
    const region = createLiveRegion(terminal);
    region.draw(lines('1', '2', '3', '4'));
    terminal.rows = 3;
    region.clear();
    expect(terminal.written.at(-1)).toBe(`${start}\r\u001b[2A${wipe}${end}`);
  });

  it('leaves nothing behind, once', () => {
    const terminal = makeTerminal();
    const region = createLiveRegion(terminal);
    region.clear();
    expect(terminal.written).toEqual([]);
    region.draw(lines('one'));
    region.clear();
    region.clear();
    expect(terminal.written.slice(1)).toEqual([`${start}\r\u001b[1A${wipe}${end}`]);
  });

  it('shows its last lines below everything that was printed, whatever happened before', () => {
    const text = fc.stringMatching(/^[a-z]{1,10}$/);
    const steps = fc.array(
      fc.oneof(
        fc.record({ draw: fc.array(text, { maxLength: 4 }) }),
        fc.record({ print: text }),
        fc.constant({ clear: true }),
      ),
    );
    fc.assert(
      fc.property(steps, (each) => {
        const screen = makeScreen({ columns: 10 });
        const region = createLiveRegion({
          columns: 10,
          rows: 20,
          write: (text) => {
            screen.write(text);
          },
        });
        const printed: string[] = [];
        let drawn: readonly string[] = [];
        for (const step of each)
          if ('draw' in step) {
            region.draw(lines(...step.draw));
            drawn = step.draw;
          } else if ('print' in step) {
            region.print(`${step.print}\n`);
            printed.push(step.print);
          } else {
            region.clear();
            drawn = [];
          }
        expect(screen.lines().join('\n').trimEnd()).toBe([...printed, ...drawn].join('\n'));
      }),
    );
  });
});
