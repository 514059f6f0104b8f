import type { Failure, Miss } from '../../model/failure.ts';
import { renderFailure } from '../../model/render-failure.ts';

/** What a failure says is missing. */
export const missesOfFailure = (failure: Failure): readonly Miss[] => {
  if (failure.reason === 'missing-requirements') return failure.misses;
  const { message, hint } = renderFailure(failure);
  return [{ what: message, remedy: hint ?? 'see the message' }];
};
