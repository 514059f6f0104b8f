import { describe, expect, it } from 'vitest';
import { hintForUnit } from '../../../src/model/unit-hint.ts';

describe('hintForUnit', () => {
  it.each([
    ['bytes', '64', 'M', "'M' alone is ambiguous: write 'MB' for bytes or 'Mbit' for bits"],
    ['bytes', '64', 'Gi', "'Gi' alone is ambiguous: write 'GiB' for bytes or 'Gibit' for bits"],
    ['bytes', '64', 'mb', "'mb' is ambiguous: write 'MB' for bytes or 'Mbit' for bits"],
    ['bytes', '64', 'KB', "'KB' is ambiguous: write 'kB' for 1000 bytes or 'KiB' for 1024"],
    ['bytes', '64', 'kiB', "did you mean '64 KiB'?"],
    ['bytes', '64', 'MB/s', "did you mean '64 MB'?"],
    ['bytes', '64', 'B/s', 'a size has no time in it'],
    ['bytes-per-second', '50', 'GB', "did you mean '50 GB/s'?"],
    ['bytes-per-second', '50', 'GBps', "did you mean '50 GB/s'?"],
    ['bytes-per-second', '50', 'Gbits/s', "did you mean '50 Gbit/s'?"],
    [
      'bytes-per-second',
      '50',
      'gbps',
      "'gbps' is ambiguous: write 'GB/s' for bytes or 'Gbit/s' for bits",
    ],
    ['time', '5', 'microseconds', "did you mean '5 us'?"],
    ['time', '5', 'secs', "did you mean '5 s'?"],
    ['time', '5', 'MS', "did you mean '5 ms'?"],
    ['time', '5', 'm', "'m' is ambiguous: write 'ms' for milliseconds or 'min' for minutes"],
    ['share', '0.25', '', "did you mean '25 %'?"],
    ['share', '25', '', "did you mean '25 %'?"],
    ['share', '1.5', '', "did you mean '1.5 %'?"],
    ['share', '25', 'percent', "did you mean '25 %'?"],
  ] as const)('for %s tells the writer of %s %s what to write', (dimension, number, unit, hint) => {
    expect(hintForUnit(dimension, number, unit)).toBe(hint);
  });

  it.each([
    ['bytes', 'us'],
    ['bytes', ''],
    ['bytes-per-second', 'us'],
    ['time', 'GB'],
    ['share', 'us'],
    ['count', 'k'],
  ] as const)('for %s guesses nothing from %j', (dimension, unit) => {
    expect(hintForUnit(dimension, '5', unit)).toBeUndefined();
  });
});
