import type { Dimension } from '../../../src/model/dimension.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  describeQuantity,
  inBaseUnit,
  parseQuantity,
  quantityPattern,
  renderQuantity,
} from '../../../src/model/units.ts';

const dimensions: readonly Dimension[] = ['bytes', 'bytes-per-second', 'time', 'share', 'count'];

const read = (dimension: Dimension, text: string): number | undefined => {
  const quantity = parseQuantity(dimension, text);
  return quantity.ok ? quantity.value : undefined;
};

describe('parseQuantity', () => {
  it.each([
    ['bytes', '0 B', 0],
    ['bytes', '64 MiB', 67_108_864],
    ['bytes', '64MiB', 67_108_864],
    ['bytes', ' 4 kB ', 4000],
    ['bytes', '1 TB', 1e12],
    ['bytes', '1 TiB', 2 ** 40],
    ['bytes', '8 kbit', 1000],
    ['bytes', '1.1 GiB', 1_181_116_006],
    ['bytes-per-second', '50 GB/s', 50e9],
    ['bytes-per-second', '50 GB /s', 50e9],
    ['bytes-per-second', '3.125 GB/s', 3.125e9],
    ['bytes-per-second', '400 Mbit/s', 50e6],
    ['bytes-per-second', '1e3 MB/s', 1e9],
    ['time', '5 us', 5000],
    ['time', '5 µs', 5000],
    ['time', '5 μs', 5000],
    ['time', '0.5 ns', 0.5],
    ['time', '10 min', 600e9],
    ['time', '1.5 h', 5400e9],
    ['share', '25 %', 0.25],
    ['share', '99.9%', 0.999],
    ['count', '1024', 1024],
    ['count', '1e3', 1000],
  ] as const)('reads %s from %j', (dimension, text, value) => {
    expect(read(dimension, text)).toBe(value);
  });

  it.each([
    ['bytes', ''],
    ['bytes', '64'],
    ['bytes', '64 M'],
    ['bytes', '64 mb'],
    ['bytes', '64 KB'],
    ['bytes', '64 MB/s'],
    ['bytes', '-1 B'],
    ['bytes', '1.5 B'],
    ['bytes', '1 bit'],
    ['bytes', '1,5 kB'],
    ['bytes', '1 000 kB'],
    ['bytes', '0x10 B'],
    ['bytes', '1e999 B'],
    ['bytes', 'Infinity B'],
    ['bytes-per-second', '50 GB'],
    ['bytes-per-second', '50 Gbps'],
    ['bytes-per-second', '50 GB / s'],
    ['time', '5'],
    ['time', '5 m'],
    ['time', '5 Us'],
    ['time', '5 constructor'],
    ['share', '0.25'],
    ['share', '25 percent'],
    ['count', '1.5'],
    ['count', '1k'],
  ] as const)('refuses %s in %j', (dimension, text) => {
    expect(read(dimension, text)).toBeUndefined();
  });

  it('reads equal values in different spellings as equal numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), (thousandths) => {
        const inUs = `${thousandths / 1000} us`;
        expect(read('time', inUs)).toBe(read('time', `${thousandths} ns`));
        const inGB = `${thousandths / 1000} GB/s`;
        expect(read('bytes-per-second', inGB)).toBe(
          read('bytes-per-second', `${thousandths} MB/s`),
        );
      }),
    );
  });

  it('never throws, and takes no text that it does not understand for a number', () => {
    fc.assert(
      fc.property(fc.constantFrom(...dimensions), fc.string(), (dimension, text) => {
        const value = read(dimension, text);
        expect(value === undefined || (Number.isFinite(value) && value >= 0)).toBe(true);
      }),
    );
  });

  it('reads exactly the texts that the pattern for editors admits, but for what is no value', () => {
    const units = ['', 'B', 'kB', 'KiB', 'KB', 'Gbit', 'GB/s', 'GB /s', 'us', 'µs', 'm', '%', 'x'];
    const text = fc
      .tuple(
        fc.constantFrom('5', '12.5', '1e3', '.5', '-1', '', '5.'),
        fc.constantFrom('', ' ', '  '),
        fc.constantFrom(...units),
      )
      .map((parts) => parts.join(''))
      .filter((each) => each === each.trim());
    fc.assert(
      fc.property(fc.constantFrom(...dimensions), text, (dimension, given) => {
        const fits = new RegExp(quantityPattern(dimension), 'u').test(given);
        const isNoValue = /^12\.5 *(B)?$/.test(given);
        if (!isNoValue) expect(read(dimension, given) !== undefined).toBe(fits);
      }),
    );
  });
});

describe('renderQuantity', () => {
  it.each([
    ['bytes', 0, '0 B'],
    ['bytes', 4096, '4 KiB'],
    ['bytes', 4000, '4 kB'],
    ['bytes', 1_181_116_006, '1.181116006 GB'],
    ['bytes-per-second', 12.5e9, '12.5 GB/s'],
    ['time', 5000, '5 us'],
    ['time', 0, '0 ns'],
    ['time', 600e9, '600 s'],
    ['share', 0.999, '99.9 %'],
    ['count', 1024, '1024'],
  ] as const)('writes %s %d as %s', (dimension, value, text) => {
    expect(renderQuantity(dimension, value)).toBe(text);
  });

  it('writes whole numbers so that they are read back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('bytes', 'bytes-per-second', 'time', 'count'),
        fc.maxSafeNat(),
        (dimension, value) => {
          expect(read(dimension, renderQuantity(dimension, value))).toBe(value);
        },
      ),
    );
  });

  it('writes whatever was read so that it is read back', () => {
    const unit = { bytes: 'GiB', 'bytes-per-second': 'MB/s', time: 'us', share: '%', count: '' };
    fc.assert(
      fc.property(
        fc.constantFrom(...dimensions),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (dimension, number) => {
          const value = read(dimension, `${number} ${unit[dimension]}`);
          if (value === undefined) return;
          expect(read(dimension, renderQuantity(dimension, value))).toBe(value);
        },
      ),
    );
  });
});

describe('describeQuantity', () => {
  it.each([
    ['bytes', 67_108_864, '64 MiB'],
    ['bytes', 1_181_116_006, '1.181 GB'],
    ['bytes-per-second', 21_437_000_000, '21.44 GB/s'],
    ['time', 1234, '1.234 us'],
    ['share', 0.333_333, '33.33 %'],
    ['count', 12_345, '12345'],
  ] as const)('writes %s %d for people as %s', (dimension, value, text) => {
    expect(describeQuantity(dimension, value)).toBe(text);
  });
});

describe('inBaseUnit', () => {
  it('turns nanoseconds into seconds and leaves everything else', () => {
    expect(inBaseUnit('time', 5000)).toBe(5e-6);
    expect(inBaseUnit('bytes-per-second', 5000)).toBe(5000);
    expect(inBaseUnit('share', 0.5)).toBe(0.5);
  });
});
