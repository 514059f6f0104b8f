/** Signals that this program is sent, from a terminal or by `kill`, and that are meant for what it runs. */
export type PassedSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGQUIT';

/** Hands signals over to whoever runs a program for the user. */
export interface SignalSource {
  /** From now on `take` gets every signal, first those that came before; until disposed of. */
  pass(take: (signal: PassedSignal) => void): Disposable;
}

/**
 * A child process that is the user's own: it has the caller's streams, and neither a time limit nor
 * an output limit, because it is the user who decides how long it runs and what it prints.
 */
export interface AttachedSpec {
  /** Path of the program. */
  readonly path: string;
  /** What the program is told of its own name (`argv[0]`): as the user wrote it. */
  readonly name: string;
  readonly args: readonly string[];
  /** Added to the inherited environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Each of its signals goes to the program's process group. */
  readonly signals: SignalSource;
}

/** How an attached child process ended. */
export type AttachedEnd =
  | { readonly how: 'exited'; readonly code: number }
  | { readonly how: 'killed-by-signal'; readonly signal: string }
  /** `found` is false when there is no such program. */
  | { readonly how: 'not-started'; readonly problem: string; readonly found: boolean };

/** The door for child processes that the user sees and talks to. */
export interface AttachedRunner {
  /**
   * Runs a process to its end in a session of its own, and kills whatever it leaves behind in its
   * process group; never rejects.
   */
  run(spec: AttachedSpec): Promise<AttachedEnd>;
}
