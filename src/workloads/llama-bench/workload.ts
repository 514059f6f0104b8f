import type { Failure } from '../../model/failure.ts';
import { success, type Result } from '../../model/result.ts';
import type { Workload } from '../../ports/workload.ts';
import { inMeasuredOrder, llamaBenchArgv, type LlamaBenchRequest } from './argv.ts';
import { fileBackedWeightsVariable, type LlamaBench } from './llama-bench.ts';
import { readLlamaBench } from './read.ts';

/** What to measure, and in which setting. */
export interface LlamaBenchWorkloadRequest extends LlamaBenchRequest {
  /**
   * Keep the weights in the mapped file, where limits on the page cache can act. Only emulate's own
   * build obeys; whether it did is for the evidence to show. Every case of a plan needs the same.
   */
  readonly fileBackedWeights?: boolean;
}

/** What the last `-r` says, as llama-bench reads it; the user may have added one. */
const repetitionsIn = (argv: readonly string[]): number => {
  const at = Math.max(argv.lastIndexOf('-r'), argv.lastIndexOf('--repetitions'));
  return Number(argv[at + 1] ?? '1');
};

/** llama-bench as the workload of a plan. */
export const createLlamaBenchWorkload = (
  bench: LlamaBench,
  request: LlamaBenchWorkloadRequest,
): Result<Workload, Failure> => {
  const command = llamaBenchArgv(bench, request);
  if (!command.ok) return command;
  const { argv, loadMode } = command.value;
  const tests = inMeasuredOrder(request.tests);
  return success({
    argv,
    tests,
    repetitions: repetitionsIn(argv),
    env: {
      // On a failed assertion ggml would start a debugger on itself and hang until the time limit.
      GGML_NO_BACKTRACE: '1',
      ...(request.fileBackedWeights === true ? { [fileBackedWeightsVariable]: '1' } : {}),
    },
    read: (outcome) => readLlamaBench(outcome, { tests, threads: request.threads, loadMode }),
  });
};
