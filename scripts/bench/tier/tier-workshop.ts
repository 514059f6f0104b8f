import {
  BenchError,
  under,
  type ExecRecord,
  type ExecRequest,
  type Workshop,
} from '../workshop.ts';

/** What parts on the tier work with. */
export interface TierWorkshop extends Workshop {
  /** Path of the compiled touch reader. */
  readonly touchReader: string;
}

/** Runs a program under a tier. One that did not act ends the benchmark. */
export const underTier = async (
  shop: Workshop,
  request: ExecRequest,
  command: readonly [string, ...string[]],
): Promise<{ readonly stdout: string; readonly record: ExecRecord }> => {
  const ran = await under(shop, request, command);
  const { verdict, why } = ran.record.verdict;
  if (verdict === 'failed' || verdict === 'not-binding')
    throw new BenchError(`the tier did not act: ${why}`);
  return ran;
};
