import type { Failure, FailureText, Problem } from './failure.ts';

const text = (message: string, hint?: string): FailureText =>
  hint === undefined ? { message } : { message, hint };

const indent = (block: string): string =>
  block
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

const renderProblem = ({ place, path, message, hint }: Problem): string => {
  const where = [
    ...(place === undefined ? [] : [`${place.file}:${place.line}:${place.column}`]),
    ...(path === '' ? [] : [path]),
  ].join(' ');
  return `${where === '' ? '' : `${where}: `}${message}${hint === undefined ? '' : `\n  hint: ${hint}`}`;
};

/** More than anybody mends at a time; what is generated can be wrong in every line. */
const mostProblems = 100;

const renderProblems = (problems: readonly Problem[], undone: string): FailureText => {
  const shown = problems.slice(0, mostProblems);
  const count = `${problems.length} problem${problems.length === 1 ? '' : 's'}`;
  const which =
    shown.length === problems.length ? '' : `, of which the first ${shown.length} stand here`;
  return text([...shown.map(renderProblem), `${count}${which}; nothing was ${undone}.`].join('\n'));
};

const didYouMean = (nearest: string | undefined): string | undefined =>
  nearest === undefined ? undefined : `did you mean '${nearest}'?`;

const renderUnknownName = (
  kind: string,
  got: string,
  known: readonly string[],
  nearest: string | undefined,
): FailureText =>
  text(
    `expected the name of a ${kind}${kind === 'profile' ? ' or a file' : ''}, got '${got}'; known: ${known.length === 0 ? 'none' : known.join(', ')}`,
    didYouMean(nearest),
  );

const renderProcess = (command: string, problem: string, stderr: string): FailureText =>
  text(
    stderr.trim() === ''
      ? `${command} failed: ${problem}`
      : `${command} failed: ${problem}\nIts last words were:\n${indent(stderr)}`,
  );

const renderProcessesLeft = ({
  place,
  pids,
  waitedMs,
}: Extract<Failure, { reason: 'processes-left' }>): FailureText =>
  text(
    `${pids.length === 1 ? 'process' : 'processes'} ${pids.join(', ')} ${place === undefined ? '' : `in '${place}' `}${pids.length === 1 ? 'is' : 'are'} still there ${waitedMs / 1000} s after being killed: the kernel ends a process only when the reads have ended that it waits for`,
    place === undefined
      ? 'see dmesg for what is wrong with the disk or the network file system, and measure again when nothing of it is left'
      : 'give reads a higher cap (io.readBandwidth, io.readIops), or measure again when nothing of it is left',
  );

const renderInputChanged = ({
  what,
  path,
  change,
  sha256,
  consequence,
}: Extract<Failure, { reason: 'input-changed' }>): FailureText =>
  text(
    `${what} '${path}' ${change}${consequence === undefined ? '' : `\n${consequence}`}`,
    `put it back as it was (SHA-256 ${sha256}) and continue the sweep with --resume; the run in which it changed is not recorded`,
  );

/** What to print for a failure: what happened, and apart from it what to do next. */
export const renderFailure = (failure: Failure): FailureText => {
  switch (failure.reason) {
    case 'invalid-profile':
      return renderProblems(failure.problems, 'run');
    case 'invalid-table':
      return renderProblems(failure.problems, 'compared');
    case 'unknown-name':
      return renderUnknownName(failure.kind, failure.got, failure.known, failure.nearest);
    case 'invalid-option':
      return text(
        `${failure.option}: expected ${failure.expected}, got '${failure.got}'`,
        didYouMean(failure.nearest) ?? failure.hint,
      );
    case 'missing-requirements':
      return text(
        [
          'this host lacks what was asked for:',
          ...failure.misses.map(({ what }) => `  ${what}`),
        ].join('\n'),
        failure.misses.map(({ remedy }) => remedy).join('\n'),
      );
    case 'not-applied':
      return text(
        `the limit in '${failure.place}' is not in force: asked for '${failure.asked}', read back '${failure.applied}'`,
        failure.hint ??
          'choose a value that the kernel can keep, and end whatever else manages this control group',
      );
    case 'model-unusable':
      return text(`the model '${failure.path}' cannot be used: ${failure.problem}`, failure.hint);
    case 'workload-unusable':
      return text(`llama-bench '${failure.path}' cannot be used: ${failure.problem}`, failure.hint);
    case 'program-unusable':
      return text(
        `the program '${failure.path}' cannot be constrained: ${failure.problem}`,
        failure.hint,
      );
    case 'program-not-started':
      return text(`the program was not started: ${failure.problem}`);
    case 'provision-failed':
      return text(`could not ${failure.step}: ${failure.problem}`, failure.hint);
    case 'process-failed':
      return renderProcess(failure.command, failure.problem, failure.stderr);
    case 'output-unreadable':
      return text(
        `cannot understand ${failure.source}: ${failure.problem}${failure.excerpt === '' ? '' : `\nIt begins:\n${indent(failure.excerpt)}`}`,
      );
    case 'evidence-missing':
      return text(`no evidence that the constraint acted: ${failure.problem}`);
    case 'input-changed':
      return renderInputChanged(failure);
    case 'processes-left':
      return renderProcessesLeft(failure);
    case 'file-failed':
      return text(
        `cannot ${failure.operation} '${failure.path}': ${failure.problem}`,
        failure.hint,
      );
    case 'not-resumable':
      return text(
        [
          `cannot resume ${failure.folder}: not everything is as it was when the sweep began`,
          ...failure.differences.map(
            ({ what, recorded, now }) => `  ${what}: recorded '${recorded}', now '${now}'`,
          ),
        ].join('\n'),
        'a curve is of one plan, machine, model and llama-bench: resume with what the sweep began with, or begin a new one without --resume',
      );
    case 'not-mergeable':
      return text(
        ['cannot merge these folders:', ...failure.problems.map((each) => `  ${each}`)].join('\n'),
        failure.hint,
      );
    case 'busy':
      return text(failure.problem);
    case 'interrupted':
      return text(`interrupted by ${failure.signal}; the runs that had ended are recorded`);
    case 'unknown-error':
      return text(
        `unexpected error, a mistake in this program: ${failure.problem}${failure.stack === undefined ? '' : `\n${indent(failure.stack)}`}`,
        'please report it with the command and this text',
      );
  }
};
