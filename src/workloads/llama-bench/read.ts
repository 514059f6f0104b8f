import type { Failure } from '../../model/failure.ts';
import { testName, type TestSpec } from '../../model/test-name.ts';
import type { ProcessOutcome } from '../../ports/process-runner.ts';
import type { WorkloadReading } from '../../ports/workload.ts';
import { readResultLine, type ResultLine } from './result-line.ts';
import { lastLines } from './start-failure.ts';

/** What the process was asked for. */
export interface Asked {
  /** In the order in which llama-bench measures them. */
  readonly tests: readonly TestSpec[];
  readonly threads: number;
  /** In the words of newer builds: `mmap`, `none`, `dio`. */
  readonly loadMode: string;
}

/** Most bytes of standard error that are kept in a failure. */
const stderrKept = 4000;

/** Reads what a finished llama-bench printed; whatever it printed, this returns. */
export const readLlamaBench = (outcome: ProcessOutcome, asked: Asked): WorkloadReading => {
  const { results, strange } = readLines(outcome.stdout);
  const wanted = new Map(asked.tests.map((test) => [testName(test), test]));
  const seen = new Map<string, ResultLine>();
  const warnings: string[] = [];
  for (const result of results) {
    const name = testName(result.test);
    if (!wanted.has(name)) warnings.push(`llama-bench measured ${name}, which was not asked for`);
    else if (seen.has(name))
      warnings.push(
        `llama-bench measured ${name} more than once; the first is used (give one value for each option after '--')`,
      );
    else seen.set(name, result);
  }
  warnings.push(...strange, ...compareWithAsked([...seen.values()], asked));

  const absurd = tooLong(outcome, [...seen.values()]);
  const failure = whyFailed(outcome, [...wanted.keys()], seen) ?? absurd;
  const believed = absurd === undefined ? [...seen.values()] : [];
  return {
    tests: believed.map(({ test, repetitionsNs }) => ({ test, repetitionsNs })),
    facts: results[0]?.facts ?? {},
    ...(failure === undefined ? {} : { failure }),
    warnings,
  };
};

const readLines = (
  stdout: string,
): { readonly results: readonly ResultLine[]; readonly strange: readonly string[] } => {
  const results: ResultLine[] = [];
  const strange: string[] = [];
  for (const line of stdout.split('\n')) {
    if (line.trim() === '') continue;
    const result = readResultLine(line);
    if (typeof result === 'string') strange.push(`${result}: '${shorten(line)}'`);
    else results.push(result);
  }
  const shown = strange.slice(0, 3).map((text) => `a line of llama-bench was left out; ${text}`);
  return {
    results,
    strange:
      strange.length > shown.length
        ? [...shown, `${strange.length - shown.length} more lines of llama-bench were left out`]
        : shown,
  };
};

const shorten = (text: string): string =>
  text.length > 120 ? `${text.slice(0, 120)}...` : text.trimEnd();

/** Doubts about the run as a whole: what llama-bench says it did against what it was asked to do. */
const compareWithAsked = (results: readonly ResultLine[], asked: Asked): readonly string[] => {
  const first = results[0];
  if (first === undefined) return [];
  const warnings: string[] = [];
  const order = asked.tests
    .map(testName)
    .filter((name) => results.some((r) => testName(r.test) === name));
  if (results.some(({ test }, index) => testName(test) !== order[index]))
    warnings.push('llama-bench measured the tests in another order than expected');
  const { n_threads: threads } = first.facts;
  const loaded = loadModeIn(first.facts);
  if (loaded === undefined)
    warnings.push(`llama-bench does not say how it loaded the model; asked: ${asked.loadMode}`);
  else if (loaded !== asked.loadMode)
    warnings.push(`llama-bench loaded the model by '${loaded}'; asked: ${asked.loadMode}`);
  if (threads !== undefined && threads !== asked.threads)
    warnings.push(`llama-bench used ${String(threads)} threads; asked: ${asked.threads}`);
  return warnings;
};

/** The load mode that was used, in the words of newer builds; older ones print flags. */
const loadModeIn = (facts: ResultLine['facts']): string | undefined => {
  const { load_mode: loadMode, use_mmap: mapped, use_direct_io: direct } = facts;
  if (loadMode !== undefined) return String(loadMode);
  if (mapped === undefined) return undefined;
  if (direct === true || direct === 1) return 'dio';
  return mapped === true || mapped === 1 ? 'mmap' : 'none';
};

const whyFailed = (
  outcome: ProcessOutcome,
  names: readonly string[],
  seen: ReadonlyMap<string, ResultLine>,
): Failure | undefined => {
  const progress = `after ${seen.size} of ${names.length} tests`;
  const processFailed = (problem: string): Failure => ({
    reason: 'process-failed',
    command: 'llama-bench',
    problem,
    stderr: outcome.stderr.slice(-stderrKept),
  });
  const { end } = outcome;
  switch (end.how) {
    case 'not-started':
      return processFailed(`it did not start: ${end.problem}`);
    case 'killed-by-signal':
      return processFailed(
        `it was killed by ${end.signal} ${progress}${explainSignal(end.signal)}`,
      );
    case 'timed-out':
      return processFailed(
        end.stopped === true
          ? `it was stopped (by SIGSTOP, or a debugger) ${progress}, and nothing let it go on until the time limit of ${end.limitMs / 1000} s`
          : `it ran past the time limit of ${end.limitMs / 1000} s ${progress}; raise the profile's workload.runTimeLimit, or measure shorter tests`,
      );
    case 'flooded':
      return processFailed(`it printed more than ${end.limitBytes} bytes of results ${progress}`);
    case 'cancelled':
      return processFailed(`it was cancelled ${progress}`);
    case 'exited':
      break;
  }
  if (end.code !== 0) {
    const said = lastLines(outcome.stderr, 1);
    // A shell that ran the program reports its death by a signal as 128 + the signal's number.
    const signal = explainSignal(signalOfShell.get(end.code) ?? '');
    return processFailed(
      `it ended with exit code ${end.code} ${progress}${signal}${said === '' ? '' : `: ${said}`}`,
    );
  }
  const missing = names.filter((name) => !seen.has(name));
  if (missing.length === 0) return undefined;
  return {
    reason: 'output-unreadable',
    source: 'llama-bench',
    problem:
      seen.size === 0
        ? 'it ended well but printed no result'
        : `it ended well but printed no result for ${missing.join(', ')}`,
    excerpt: shorten(outcome.stdout === '' ? lastLines(outcome.stderr) : outcome.stdout),
  };
};

/** Of clocks that are not the same, and of results that were rounded. */
const allowedMs = 60_000;

/** A process cannot have measured for longer than it ran. */
const tooLong = (
  { durationMs, stdout }: ProcessOutcome,
  results: readonly ResultLine[],
): Failure | undefined => {
  const measuredMs = results.flatMap((each) => each.repetitionsNs).reduce((a, b) => a + b, 0) / 1e6;
  if (measuredMs <= durationMs + allowedMs) return undefined;
  const seconds = (ms: number): string => `${Number((ms / 1000).toPrecision(3))} s`;
  return {
    reason: 'output-unreadable',
    source: 'llama-bench',
    problem: `its tests took ${seconds(measuredMs)}, as it says, but it ran for ${seconds(durationMs)}`,
    excerpt: shorten(stdout),
  };
};

const signalOfShell: ReadonlyMap<number, string> = new Map([
  [132, 'SIGILL'],
  [135, 'SIGBUS'],
  [137, 'SIGKILL'],
]);

const explainSignal = (signal: string): string => {
  switch (signal) {
    case 'SIGKILL':
      return '; somebody did that, or the kernel, which does it when memory runs out: see dmesg, the memory limit of the case, and the size of the model';
    case 'SIGILL':
      return '; it uses instructions that this processor does not have';
    case 'SIGBUS':
      return ' (signal 7): it touched a part of a mapped file that is not there any more, because the file became shorter or its disk cannot be read (see dmesg)';
    default:
      return '';
  }
};
