import { describe, expect, it } from 'vitest';
import { parseDeviceCounters } from '../../../src/system/device-counters.ts';

describe('parseDeviceCounters', () => {
  it('counts sectors of 512 bytes, in the longest and in the shortest form', () => {
    const expected = {
      readBytes: 96_529_530 * 512,
      readOperations: 899_387,
      writtenBytes: 86_457_752 * 512,
    };
    const long =
      '  899387   143751 96529530  1480746   285756   303641 86457752   350126        0   188048  1867789   246803       88 78745632    33731    55952     3184';
    expect(parseDeviceCounters(long)).toEqual(expected);
    expect(
      parseDeviceCounters(
        '899387 143751 96529530 1480746 285756 303641 86457752 350126 0 188048 1867789',
      ),
    ).toEqual(expected);
  });

  it('does not guess', () => {
    expect(parseDeviceCounters('')).toBeUndefined();
    expect(parseDeviceCounters('1 2 3 4')).toBeUndefined();
    expect(parseDeviceCounters('1 2 x 4 5 6 7')).toBeUndefined();
  });
});
