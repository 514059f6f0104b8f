import type { Miss } from '../../model/failure.ts';
import { describeEnd } from '../../model/process-end.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { ProcessOutcome, ProcessRunner } from '../../ports/process-runner.ts';
import type { Engine } from './argv.ts';

/** The fio of this host. */
export interface FioProgram {
  readonly command: string;
  readonly engines: ReadonlySet<string>;
}

const command = 'fio';

const install =
  "install it with the system's packages: 'apt install fio', 'dnf install fio', 'pacman -S fio' or 'apk add fio'";

/** The first version whose reports have latencies in nanoseconds. */
const oldestMajor = 3;

const ask = (processes: ProcessRunner, option: string): Promise<ProcessOutcome> =>
  processes.run({
    command,
    args: [option],
    timeoutMs: 30_000,
    outputLimitBytes: 64 * 1024,
  });

/** What is wrong with what `fio --version` gave; undefined when all is well. */
export const judgeVersion = (outcome: ProcessOutcome): Miss | undefined => {
  const { end, stdout } = outcome;
  if (end.how === 'not-started')
    return {
      what: `fio, which makes the background load, cannot be run: ${end.problem}`,
      remedy: install,
    };
  if (end.how !== 'exited' || end.code !== 0)
    return { what: `'fio --version' failed: ${describeEnd(end)}`, remedy: install };
  const version = stdout.trim();
  const major = /^fio-(\d+)\./.exec(version)?.[1];
  if (major === undefined)
    return {
      what: `expected 'fio --version' to print a version such as 'fio-3.33', got '${version.slice(0, 80)}'`,
      remedy: install,
    };
  return Number(major) >= oldestMajor
    ? undefined
    : {
        what: `the background load needs fio 3.0 or newer, this host has '${version}'`,
        remedy: `${install}, or put a newer fio first on the PATH`,
      };
};

/** Engines in fio's own list: a title, and one name on each line. */
export const parseEngines = (stdout: string): ReadonlySet<string> =>
  new Set(stdout.split('\n').flatMap((line) => (/^\s+\S+$/.test(line) ? [line.trim()] : [])));

/** Finds fio, and what it can do. */
export const findFio = async (processes: ProcessRunner): Promise<Result<FioProgram, Miss>> => {
  const miss = judgeVersion(await ask(processes, '--version'));
  if (miss !== undefined) return failed(miss);
  const { stdout } = await ask(processes, '--enghelp');
  return success({ command, engines: parseEngines(stdout) });
};

/** psync waits for each access, so it has but one in flight. */
export const chooseEngine = ({ engines }: FioProgram, queueDepth: number): Result<Engine, Miss> => {
  const asynchronous = (['libaio', 'io_uring'] as const).find((name) => engines.has(name));
  if (asynchronous !== undefined) return success(asynchronous);
  if (queueDepth === 1) return success('psync');
  return failed({
    what: `background.queueDepth: this fio has neither the engine 'libaio' nor 'io_uring', so it cannot keep ${queueDepth} accesses in flight`,
    remedy: `use a fio that has one of them ('fio --enghelp' lists them), or ask for queueDepth: 1 and ${queueDepth} jobs`,
  });
};
