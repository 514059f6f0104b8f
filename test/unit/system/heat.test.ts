import { describe, expect, it } from 'vitest';
import { heatBetween, readHeat } from '../../../src/system/heat.ts';
import { createFakeProcFiles } from '../../support/fakes/proc-files.ts';

const cpu = 'sys/devices/system/cpu';
const core = (index: number): string =>
  `${cpu}/cpu${index}/thermal_throttle/core_throttle_total_time_ms`;

describe('the time in which processors were too hot', () => {
  it('is that of the hottest one', () => {
    const proc = createFakeProcFiles({
      [core(0)]: '100\n',
      [core(1)]: '7\n',
      [`${cpu}/cpu1/thermal_throttle/package_throttle_total_time_ms`]: '5\n',
      [`${cpu}/cpuidle/current_driver`]: 'none\n',
    });
    const before = readHeat(proc);
    proc.put({ [core(0)]: '110\n', [core(1)]: '40\n' });
    expect(heatBetween(before, readHeat(proc))).toBe(33);
  });

  it('is not known where nothing counts it', () => {
    const none = readHeat(createFakeProcFiles({ [`${cpu}/cpu0/online`]: '1' }));
    expect(heatBetween(none, none)).toBeUndefined();
    expect(readHeat(createFakeProcFiles()).size).toBe(0);
  });

  it('leaves out a processor that came meanwhile', () => {
    expect(heatBetween(new Map(), readHeat(createFakeProcFiles({ [core(0)]: '9' })))).toBe(
      undefined,
    );
  });
});
