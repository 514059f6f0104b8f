import { packageFolder } from './command-line.ts';
import { prepareBed, runOnBed, type Bed } from './bed.ts';

/** A systemd of its own on this kernel, with the controllers of cgroup v1 (see scripts/nested-systemd). */
export const nestedSystemdBed = async (): Promise<Bed> => ({
  ...(await prepareBed([`${packageFolder}scripts/nested-systemd`], ['--', 'true'])),
  run: (script, { timeoutMs = 60_000 } = {}) => runOnBed('nested-systemd', [], script, timeoutMs),
});
