/** Time, as a port: the core never reads a clock of its own. */
export interface Clock {
  /** Monotonic time in nanoseconds since an arbitrary start. */
  monotonicNs(): number;
  /** Wall-clock time as an ISO 8601 string in UTC. */
  utc(): string;
  /** Calls `action` again and again, `intervalMs` milliseconds apart, until disposed of. */
  every(intervalMs: number, action: () => void): Disposable;
}
