/** The outcome of something that the host, a profile or a workload can make fail. */
export type Result<Value, Problem> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly failure: Problem };

/** Wraps a value as a success. */
export const success = <Value>(value: Value): Result<Value, never> => ({ ok: true, value });

/** Wraps a reason as a failure. */
export const failed = <Problem>(failure: Problem): Result<never, Problem> => ({
  ok: false,
  failure,
});
