import type { HostActivity } from '../model/disturbance/activity.ts';

/** A run that is watched; leaving the block ends that. */
export interface WatchedRun extends Disposable {
  /** From now on the process with this id, and those that it starts, are the workload. */
  follow(pid: number): void;
  /**
   * Looks a last time, when the process has ended and was waited for. Undefined when none was followed.
   */
  end(): HostActivity | undefined;
}

/** Sees what else a machine does while a process lives. */
export interface ActivityWatch {
  /** Looks at the machine a first time, before the process is started. */
  begin(): WatchedRun;
}
