/** Time, as a port: the core never reads a clock of its own. */
export interface Clock {
  /** Monotonic time in nanoseconds since an arbitrary start. */
  monotonicNs(): number;
  /** Wall-clock time as an ISO 8601 string in UTC. */
  utc(): string;
}
