import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAnonymous, renderDeviceNumber } from '../../../src/system/device-number.ts';

/** makedev(3) of glibc. */
const makedev = (major: bigint, minor: bigint): bigint =>
  ((major & 0xfffn) << 8n) |
  ((major & 0xfffff000n) << 32n) |
  (minor & 0xffn) |
  ((minor & 0xffffff00n) << 12n);

describe('renderDeviceNumber', () => {
  it.each([
    [65024n, '254:0'],
    [66304n, '259:0'],
    [0x10_0702n, '7:258'],
    [21n, '0:21'],
  ])('reads %s as %s', (number, id) => {
    expect(renderDeviceNumber(number)).toBe(id);
  });

  it('takes every major and minor of 32 bits apart', () => {
    const part = fc.bigInt(0n, 2n ** 32n - 1n);
    fc.assert(
      fc.property(part, part, (major, minor) => {
        expect(renderDeviceNumber(makedev(major, minor))).toBe(`${major}:${minor}`);
      }),
    );
  });
});

describe('isAnonymous', () => {
  it('holds for major 0 alone', () => {
    expect(isAnonymous('0:21')).toBe(true);
    expect(isAnonymous('10:0')).toBe(false);
  });
});
