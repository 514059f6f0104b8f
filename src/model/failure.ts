/** A place in a text that a user wrote; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with a profile or a CSV file: where, what was expected, what was got. */
export interface Problem {
  /** Absent for values that came from the command line. */
  readonly place?: Place;
  /** Dotted path of the value, e.g. `constraints.tier.readBandwidth`; empty for the whole document. */
  readonly path: string;
  readonly message: string;
  readonly hint?: string;
}

/** One thing that this host lacks for what was asked, and how to get it. */
export interface Miss {
  readonly what: string;
  readonly remedy: string;
}

/** Why something could not be done. Closed: every reason has its own message and exit code. */
export type Failure =
  | { readonly reason: 'invalid-profile'; readonly problems: readonly Problem[] }
  /** A CSV file that holds no measurements to compare. */
  | { readonly reason: 'invalid-table'; readonly problems: readonly Problem[] }
  | {
      readonly reason: 'unknown-name';
      readonly kind: 'profile' | 'shape' | 'reference part';
      readonly got: string;
      readonly known: readonly string[];
      readonly nearest?: string;
    }
  | {
      readonly reason: 'invalid-option';
      readonly option: string;
      readonly expected: string;
      readonly got: string;
      /** What was probably meant. */
      readonly nearest?: string;
      /** What to do, where nothing was given to mean something. */
      readonly hint?: string;
    }
  | { readonly reason: 'missing-requirements'; readonly misses: readonly Miss[] }
  | {
      readonly reason: 'not-applied';
      /** The kernel's file that was written and read back. */
      readonly place: string;
      readonly asked: string;
      readonly applied: string;
      /** What to do, where more is known than that the kernel keeps another value. */
      readonly hint?: string;
    }
  | {
      readonly reason: 'model-unusable';
      readonly path: string;
      readonly problem: string;
      readonly hint: string;
    }
  | {
      readonly reason: 'workload-unusable';
      readonly path: string;
      readonly problem: string;
      readonly hint: string;
    }
  | {
      readonly reason: 'program-unusable';
      readonly path: string;
      readonly problem: string;
      readonly hint: string;
    }
  | {
      readonly reason: 'program-not-started';
      readonly problem: string;
      /** True when the program is there, but cannot be run. */
      readonly found: boolean;
    }
  | {
      readonly reason: 'provision-failed';
      readonly step: string;
      readonly problem: string;
      readonly hint: string;
    }
  | {
      readonly reason: 'process-failed';
      readonly command: string;
      readonly problem: string;
      readonly stderr: string;
    }
  | {
      readonly reason: 'output-unreadable';
      readonly source: string;
      readonly problem: string;
      readonly excerpt: string;
    }
  | { readonly reason: 'evidence-missing'; readonly problem: string }
  /** A file that every run of a sweep uses is no longer what it was. */
  | {
      readonly reason: 'input-changed';
      /** What it is to the sweep, such as `the model`. */
      readonly what: string;
      readonly path: string;
      /** What happened to it: what was expected, and what was got. */
      readonly change: string;
      /** Hex SHA-256 of what it was. */
      readonly sha256: string;
      /** What came of it in the run meanwhile, in words. */
      readonly consequence?: string;
    }
  | {
      readonly reason: 'processes-left';
      /** The control group that they are in; absent for processes in none of their own. */
      readonly place?: string;
      readonly pids: readonly number[];
      /** How long they were waited for after they had been killed. */
      readonly waitedMs: number;
    }
  | {
      readonly reason: 'file-failed';
      readonly path: string;
      readonly operation: string;
      readonly problem: string;
      readonly hint?: string;
    }
  /** A recorded sweep cannot be continued, because what it began with is not what is here. */
  | {
      readonly reason: 'not-resumable';
      readonly folder: string;
      readonly differences: readonly {
        readonly what: string;
        readonly recorded: string;
        readonly now: string;
      }[];
    }
  /** Folders of results that are not the shards of one sweep; each problem names its folder. */
  | {
      readonly reason: 'not-mergeable';
      readonly problems: readonly string[];
      readonly hint: string;
    }
  | { readonly reason: 'busy'; readonly problem: string }
  | { readonly reason: 'interrupted'; readonly signal: string }
  | { readonly reason: 'unknown-error'; readonly problem: string; readonly stack?: string };

/** What is printed for a failure: a message, and apart from it what to do next. */
export interface FailureText {
  readonly message: string;
  readonly hint?: string;
}
