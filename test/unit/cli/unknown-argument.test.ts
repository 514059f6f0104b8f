import { describe, expect, it } from 'vitest';
import { explainUnknown } from '../../../src/cli/unknown-argument.ts';

const known = { commands: ['run', 'report'], options: ['profile', 'dry-run', 'help'] };
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
    ['x', ['run', '-x'], "unknown option '-x'", ''],
    ['reprot', ['reprot', '/r'], "unknown command or argument 'reprot'", "did you mean 'report'? "],
    ['frobnicate', ['frobnicate'], "unknown command or argument 'frobnicate'", ''],
  ])('%s names it as it was written, and what was probably meant', (names, argv, message, hint) => {
    const said = `Unknown argument${names.includes(',') ? 's' : ''}: ${names}`;
    expect(explainUnknown(said, argv, known)).toEqual({ message, hint: `${hint}${list}` });
  });

  it('says where the program of exec belongs', () => {
    expect(
      explainUnknown('Unknown arguments: rw, fio', ['exec', 'fio', '--rw=read'], known),
    ).toEqual({
      message: "unknown argument 'fio'",
      hint: 'the program and its arguments come after --, as in: emulate exec --profile NAME -- fio',
    });
    expect(explainUnknown('Unknown argument: x', ['exec', 'x', '--', 'fio'], known).hint).toBe(
      list,
    );
  });

  it('is what the parser says where it complains of something else', () => {
    const message = 'Missing required arguments: shape, out';
    expect(explainUnknown(message, ['model', 'make'], known)).toEqual({ message, hint: list });
    expect(explainUnknown('Unknown argument: ', [''], known).hint).toBe(list);
  });
});
