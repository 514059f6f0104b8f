import { describe, expect, it } from 'vitest';
import { findCommand } from '../../../src/cli/command-table.ts';
import { explainUnknown } from '../../../src/cli/unknown-argument.ts';

const list = "'emulate --help' lists commands and options";

describe('what is said of an argument that is not known', () => {
  it.each([
    ['profle', ['--profle', 'x'], "unknown option '--profle'", "did you mean '--profile'? "],
    ['profle', ['--profle=x'], "unknown option '--profle'", "did you mean '--profile'? "],
    [
      'dry-runn, dryRunn',
      ['--dry-runn'],
      "unknown option '--dry-runn'",
      "did you mean '--dry-run'? ",
    ],
    ['no-gaet, noGaet', ['--no-gaet'], "unknown option '--no-gaet'", "did you mean '--no-gate'? "],
    ['x', ['-x'], "unknown option '-x'", ''],
    ['reprot', ['reprot', '/r'], "unknown command or argument 'reprot'", "did you mean 'report'? "],
    ['frobnicate', ['frobnicate'], "unknown command or argument 'frobnicate'", ''],
    ['keep', ['--keep', 'x'], "unknown option '--keep'", "it is an option of 'solve'; "],
    [
      'labls',
      ['--labls', 'x'],
      "unknown option '--labls'",
      "did you mean '--labels', an option of 'compare'? ",
    ],
  ])('%s names it as it was written, and what was probably meant', (names, argv, message, hint) => {
    const said = `Unknown argument${names.includes(',') ? 's' : ''}: ${names}`;
    expect(explainUnknown(said, argv)).toEqual({ message, hint: `${hint}${list}` });
  });

  it('means the options of the command that was named, and says where they are listed', () => {
    expect(
      explainUnknown('Unknown argument: ky', ['solve', '--kep', 'x'], findCommand('solve')).hint,
    ).toBe("'emulate solve --help' lists its options");
    expect(
      explainUnknown('Unknown argument: kep', ['solve', '--kep', 'x'], findCommand('solve')).hint,
    ).toBe("did you mean '--keep'? 'emulate solve --help' lists its options");
    expect(
      explainUnknown('Unknown argument: out', ['solve', '--out', 'x'], findCommand('solve')).hint,
    ).toMatch(/^it is an option of 'run', .*; 'emulate solve --help' lists its options$/);
  });

  it('says where the program of exec belongs', () => {
    const exec = findCommand('exec');
    expect(
      explainUnknown('Unknown arguments: rw, fio', ['exec', 'fio', '--rw=read'], exec),
    ).toEqual({
      message: "unknown argument 'fio'",
      hint: 'the program and its arguments come after --, as in: emulate exec --profile NAME -- fio',
    });
    expect(explainUnknown('Unknown argument: x', ['exec', 'x', '--', 'fio'], exec).message).toBe(
      "unknown command or argument 'x'",
    );
  });

  it('shows how a command is called that lacks an argument', () => {
    const message = 'Not enough non-option arguments: got 0, need at least 1';
    expect(explainUnknown(message, ['report'], findCommand('report'))).toEqual({
      message: "report: expected 'emulate report DIR...'",
      hint: "'emulate report --help' lists its options",
    });
  });

  it('names the value that an option lacks', () => {
    const said = 'Not enough arguments following: ';
    expect(explainUnknown(`${said}at`, ['solve', '--at'], findCommand('solve')).message).toBe(
      '--at: expected PARAM=VALUE after it, got nothing',
    );
    expect(explainUnknown(`${said}profile`, ['--profile']).message).toBe(
      '--profile: expected NAME after it, got nothing',
    );
  });

  it('is what the parser says where it complains of something else', () => {
    const message = 'Something that no one has heard of';
    expect(explainUnknown(message, [])).toEqual({ message, hint: list });
    expect(explainUnknown('Unknown argument: ', ['']).hint).toBe(list);
  });
});
