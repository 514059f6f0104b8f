import type { TickingClock } from './fakes/ticking-clock.ts';

/** Lets a fake clock go on until something that waits for it has come to an end. */
export const whileTimePasses = async <Value>(
  clock: TickingClock,
  waiting: PromiseLike<Value>,
): Promise<Value> => {
  const state = { isSettled: false };
  const settle = (): void => {
    state.isSettled = true;
  };
  waiting.then(settle, settle);
  while (!state.isSettled) await clock.pass(10);
  return waiting;
};
