import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteCommand } from '../../../src/model/shell-words.ts';

/** POSIX shell quoting, as far as it is used: single quotes, and a backslash before one. */
const readShell = (line: string): readonly string[] =>
  [...line.matchAll(/(?:'[^']*'|\\'|[^\s'\\])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\(')/g, (_, quoted?: string, escaped?: string) =>
      String(quoted ?? escaped),
    ),
  );

describe('a command line for people', () => {
  it('has quotes only where they are needed', () => {
    expect(quoteCommand(['systemd-run', '--unit=emulate-1.scope', '-p', 'A=/dev/vda 10', ''])).toBe(
      "systemd-run --unit=emulate-1.scope -p 'A=/dev/vda 10' ''",
    );
    expect(quoteCommand(["it's", '$HOME', '*'])).toBe("'it'\\''s' '$HOME' '*'");
  });

  it('is read by a shell as the same arguments', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (argv) => {
        expect(readShell(quoteCommand(argv))).toEqual(argv);
      }),
    );
  });
});
