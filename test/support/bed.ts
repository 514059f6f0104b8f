import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, beforeAll, expect, it, type TestContext } from 'vitest';
import { packageFolder, runCommand } from './command-line.ts';

/** What a script answered: its exit code, and all that it wrote. */
export interface Answer {
  readonly code: number;
  readonly out: string;
}

/** A system beside this one, with a systemd of its own, where scripts run as root and leave nothing. */
export interface Bed {
  /** Why there is none here. */
  readonly missing: string | undefined;
  /** Runs a bash script to its end. */
  readonly run: (script: string, options?: { readonly timeoutMs?: number }) => Promise<Answer>;
}

/** What the scripts of the beds exit with where there is no bed. */
const unavailable = 3;

/** Runs one of the project's scripts; the reason, where it says that there can be no bed. */
export const prepareBed = async (
  command: readonly [string, ...string[]],
  args: readonly string[],
): Promise<{ readonly missing: string | undefined }> => {
  const { code, err } = await runCommand(command, args);
  if (code === unavailable) return { missing: err.trim().split('\n').at(-1) };
  if (code !== 0) throw new Error(`${[...command, ...args].join(' ')} failed: ${err}`);
  return { missing: undefined };
};

/** Runs a script by one of the project's scripts, which takes a time limit and a command. */
export const runOnBed = async (
  launcher: string,
  args: readonly string[],
  script: string,
  timeoutMs: number,
): Promise<Answer> => {
  const limit = ['-t', String(Math.ceil(timeoutMs / 1000))];
  const { code, out, err } = await runCommand(
    [`${packageFolder}scripts/${launcher}`],
    [...args, ...limit, '--', script],
  );
  // The launcher itself is silent unless something broke.
  if (err !== '') throw new Error(`${launcher}: ${err}\n${out}`);
  return { code, out };
};

/** Ends the test as skipped, with the reason, where there is no bed. */
export const skipWithout = (bed: Bed, { skip }: TestContext): void => {
  skip(bed.missing !== undefined, bed.missing);
};

/** One thing that holds on a bed: a script, and what its answer must be. */
export interface Fact {
  readonly title: string;
  readonly script: string;
  readonly answers: (answer: Answer) => void;
}

/** Expects this output and code, and nothing else. */
export const answers =
  (out: string, code = 0) =>
  (answer: Answer): void => {
    expect(answer).toEqual({ code, out });
  };

/** Shell functions that every script of a fact has. */
const prelude = readFileSync(join(packageFolder, 'test/fixtures/bed/prelude.sh'), 'utf8');

const mostSecondsOfScript = 120;
const mostMsOfAll = 580_000;

const writeFile = (path: string, text: string): string =>
  `cat >${path} <<'END_OF_FILE'\n${text}\nEND_OF_FILE`;

/** Several scripts in one: each runs on its own, and answers with one line. */
const joinScripts = (scripts: readonly string[]): string =>
  [
    writeFile('/run/prelude.sh', prelude),
    ...scripts.flatMap((script) => [
      writeFile('/run/script', `. /run/prelude.sh\n${script}`),
      `timeout ${mostSecondsOfScript} bash /run/script >/run/answer 2>&1 </dev/null`,
      'echo "$? $(base64 --wrap 0 /run/answer)"',
    ]),
  ].join('\n');

const parseAnswer = (line: string): Answer => {
  const [code = '', text = ''] = line.split(' ');
  return { code: Number(code), out: Buffer.from(text, 'base64').toString('utf8') };
};

/**
 * Tests that ask a bed: all scripts run in one go, because a bed takes longer to start than they take.
 * A script finds what the ones before it left.
 */
export const describeFacts = (
  title: string,
  openBed: () => Promise<Bed>,
  facts: readonly Fact[],
): void => {
  describe(title, () => {
    let bed: Bed;
    let lines: readonly string[] = [];

    beforeAll(async () => {
      bed = await openBed();
      if (bed.missing !== undefined) return;
      const script = joinScripts(facts.map((fact) => fact.script));
      const { out } = await bed.run(script, { timeoutMs: mostMsOfAll });
      lines = out.trim().split('\n');
    });

    facts.forEach((fact, index) => {
      it(fact.title, (context) => {
        skipWithout(bed, context);
        const line = lines[index];
        if (line === undefined) throw new Error(`no answer to ${fact.script}`);
        fact.answers(parseAnswer(line));
      });
    });
  });
};
