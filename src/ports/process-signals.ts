/** Signals to processes that this program did not start itself, found in a scope of its own. */
export interface ProcessSignals {
  /** Ends a process in a way that it cannot refuse (`SIGKILL`). One that is gone already is fine. */
  kill(pid: number): void;
}
