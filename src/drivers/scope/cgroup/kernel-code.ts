import type { Failure } from '../../../model/failure.ts';

/** Whether a failure came from the kernel with this error code, such as `EBUSY`: its text names it. */
export const hasCode = (failure: Failure, code: string): boolean =>
  failure.reason === 'file-failed' && new RegExp(`\\b${code}\\b`).test(failure.problem);
