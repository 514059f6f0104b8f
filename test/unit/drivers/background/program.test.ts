import { describe, expect, it } from 'vitest';
import {
  chooseEngine,
  judgeVersion,
  parseEngines,
} from '../../../../src/drivers/background/program.ts';
import { fioOutput } from '../../../support/captured.ts';
import { notFound, outcome } from '../../../support/fakes/process-runner.ts';

const install =
  "install it with the system's packages: 'apt install fio', 'dnf install fio', 'pacman -S fio' or 'apk add fio'";

describe('judgeVersion', () => {
  it.each(['fio-3.0', 'fio-3.33', 'fio-3.28-36-g1a2b', 'fio-4.1'])('takes %s', (version) => {
    expect(judgeVersion(outcome({ stdout: `${version}\n` }))).toBeUndefined();
  });

  it('says how to get fio where there is none', () => {
    expect(judgeVersion(notFound('fio'))).toEqual({
      what: "fio, which makes the background load, cannot be run: 'fio' was not found on the PATH",
      remedy: install,
    });
  });

  it.each(['fio-2.21', 'fio-1.59'])('says that %s is too old', (version) => {
    expect(judgeVersion(outcome({ stdout: `${version}\n` }))).toEqual({
      what: `the background load needs fio 3.0 or newer, this host has '${version}'`,
      remedy: `${install}, or put a newer fio first on the PATH`,
    });
  });

  it('says what it got where that is no version', () => {
    expect(judgeVersion(outcome({ stdout: 'hello\n' }))?.what).toBe(
      "expected 'fio --version' to print a version such as 'fio-3.33', got 'hello'",
    );
    expect(judgeVersion(outcome({ end: { how: 'exited', code: 3 } }))?.what).toBe(
      "'fio --version' failed: it ended with exit code 3",
    );
  });
});

describe('parseEngines', () => {
  it('reads the list of a real fio', () => {
    const engines = parseEngines(fioOutput('engines.txt'));
    expect([...engines]).toEqual(expect.arrayContaining(['libaio', 'io_uring', 'psync', 'mmap']));
    expect(engines).not.toContain('Available IO engines:');
  });
});

describe('chooseEngine', () => {
  const choose = (engines: readonly string[], queueDepth: number) =>
    chooseEngine({ command: 'fio', engines: new Set(engines) }, queueDepth);

  it.each([
    [['psync', 'io_uring', 'libaio'], 8, 'libaio'],
    [['psync', 'io_uring'], 8, 'io_uring'],
    [['psync'], 1, 'psync'],
  ])('takes of %j for %i in flight the engine %s', (engines, queueDepth, expected) => {
    expect(choose(engines, queueDepth)).toEqual({ ok: true, value: expected });
  });

  it('says that several accesses in flight take an asynchronous engine', () => {
    expect(choose(['psync'], 8)).toEqual({
      ok: false,
      failure: {
        what: "background.queueDepth: this fio has neither the engine 'libaio' nor 'io_uring', so it cannot keep 8 accesses in flight",
        remedy:
          "use a fio that has one of them ('fio --enghelp' lists them), or ask for queueDepth: 1 and 8 jobs",
      },
    });
  });
});
