import type { RunRecord } from '../run-record.ts';

/** Whether something else on the machine disturbed a run; never where the gate was off. */
export const isDisturbed = ({ disturbance }: Pick<RunRecord, 'disturbance'>): boolean =>
  disturbance !== undefined && disturbance.why.length > 0;

/**
 * Whether a run is worth another attempt. One that violated a limit is too, since the disturbance may
 * be the reason; one that came to no good end is not.
 */
export const isWorthRepeating = (
  record: Pick<RunRecord, 'disturbance' | 'outcome' | 'round' | 'verdict'>,
): boolean =>
  record.round >= 0 &&
  record.outcome.status === 'completed' &&
  record.verdict.verdict !== 'failed' &&
  isDisturbed(record);
