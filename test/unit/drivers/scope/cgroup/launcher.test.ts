import { describe, expect, it } from 'vitest';
import { launcher, launcherExitCode } from '../../../../../src/drivers/scope/cgroup/launcher.ts';

describe('the launcher', () => {
  it('names the file of every folder and ends with a dash', () => {
    expect(launcher(['/a', '/b c']).slice(3)).toEqual([
      'emulate-enter',
      '/a/cgroup.procs',
      '/b c/cgroup.procs',
      '--',
    ]);
  });

  it('has the same script whatever it enters', () => {
    const [one, other] = [launcher(['/a']), launcher(['/$(touch x)', '/`y`'])];
    expect(other.slice(0, 3)).toEqual(one.slice(0, 3));
    expect(one[0]).toBe('/bin/sh');
    expect(one[2]).toContain(`exit ${launcherExitCode}`);
  });
});
