import type {
  ProcessOutcome,
  ProcessRunner,
  ProcessSpec,
} from '../../../src/ports/process-runner.ts';

/** How a fake process ends: well and silently, unless told otherwise. */
export const outcome = (rest: Partial<ProcessOutcome> = {}): ProcessOutcome => ({
  end: { how: 'exited', code: 0 },
  stdout: '',
  stderr: '',
  durationMs: 1,
  ...rest,
});

/** A program that is not there. */
export const notFound = (command: string): ProcessOutcome =>
  outcome({ end: { how: 'not-started', problem: `'${command}' was not found on the PATH` } });

/** The id of every fake process. */
export const fakePid = 4242;

/** A process runner that starts nothing and remembers what it was asked to start. */
export interface FakeProcessRunner extends ProcessRunner {
  readonly specs: readonly ProcessSpec[];
}

/** Each process ends as `answer` says; its whole lines on standard output are told as they would be. */
export const createFakeProcessRunner = (
  answer: (spec: ProcessSpec) => Partial<ProcessOutcome> | Promise<Partial<ProcessOutcome>>,
): FakeProcessRunner => {
  const specs: ProcessSpec[] = [];
  return {
    specs,
    run: async (spec) => {
      specs.push(spec);
      if (spec.signal?.aborted === true) return outcome({ end: { how: 'cancelled' } });
      spec.onStart?.(fakePid);
      const ended = outcome(await answer(spec));
      for (const line of ended.stdout.split('\n').slice(0, -1)) spec.onStdoutLine?.(line);
      return ended;
    },
  };
};
