import type { Dimension } from './dimension.ts';
import { failed, success, type Result } from './result.ts';
import { hintForUnit } from './unit-hint.ts';

/** Bytes; a non-negative integer. */
export type Bytes = number;
/** Bytes per second; positive. */
export type BytesPerSecond = number;
/** Nanoseconds; non-negative. */
export type Nanoseconds = number;
/** A share from 0 to 1. */
export type Share = number;

const decimal = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 } as const;
const binary = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;
const prefixes: Readonly<Record<string, number>> = { '': 1, ...decimal, ...binary };
/** µ is written with the micro sign (U+00B5) or the Greek letter (U+03BC); both look the same. */
const times: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  min: 60e9,
  h: 3600e9,
};

/** What is expected of a text of a dimension, in words. */
export const quantityExpectation: Readonly<Record<Dimension, string>> = {
  bytes: "a size with its unit, such as '64 MiB' or '4 kB'",
  'bytes-per-second': "a bandwidth with its unit, such as '50 GB/s' or '400 Mbit/s'",
  time: "a time with its unit, such as '5 us' or '10 ms'",
  share: "a share with its unit, such as '25 %'",
  count: 'a whole number',
};

/** The unit in which a dimension's base value is counted, as written in CSV files. */
export const baseUnit: Readonly<Record<Dimension, string>> = {
  bytes: 'B',
  'bytes-per-second': 'B/s',
  time: 's',
  share: '1',
  count: '1',
};

/** Why a text is not a quantity: what was expected, and what may have been meant. */
export interface UnitProblem {
  readonly expected: string;
  readonly hint?: string;
}

const numberPattern = '[0-9]+(?:\\.[0-9]+)?(?:e[+-]?[0-9]+)?';
const dataPattern = '(?:k|M|G|T|Ki|Mi|Gi|Ti)?(?:B|bit)';
const unitPattern: Readonly<Record<Dimension, string>> = {
  bytes: dataPattern,
  'bytes-per-second': `${dataPattern} ?/s`,
  time: '(?:ns|us|µs|μs|ms|s|min|h)',
  share: '%',
  count: '',
};

/** A regular expression (without delimiters) for the texts that {@link parseQuantity} reads, for editors. */
export const quantityPattern = (dimension: Dimension): string =>
  `^${numberPattern} *${unitPattern[dimension]}$`;

const split = (text: string): { number: string; unit: string } | undefined => {
  const match = new RegExp(`^(${numberPattern}) *(\\S(?:.*\\S)?)?$`).exec(text.trim());
  return match?.[1] === undefined ? undefined : { number: match[1], unit: match[2] ?? '' };
};

const dataUnit = (unit: string): number | undefined => {
  const match = /^(k|M|G|T|Ki|Mi|Gi|Ti)?(B|bit)$/.exec(unit);
  if (match === null) return undefined;
  const scale = prefixes[match[1] ?? ''];
  return scale === undefined ? undefined : match[2] === 'bit' ? scale / 8 : scale;
};

const unitFactor = (dimension: Dimension, unit: string): number | undefined => {
  switch (dimension) {
    case 'bytes':
      return dataUnit(unit);
    case 'bytes-per-second': {
      const data = /^(\S+) ?\/s$/.exec(unit)?.[1];
      return data === undefined ? undefined : dataUnit(data);
    }
    case 'time':
      return Object.hasOwn(times, unit) ? times[unit] : undefined;
    case 'share':
      return unit === '%' ? 0.01 : undefined;
    case 'count':
      return unit === '' ? 1 : undefined;
  }
};

/**
 * The decimal that was meant: a product of doubles may miss it by the last bit, and then equal levels
 * in different spellings (`8.7 us`, `0.0087 ms`) would not be equal. 15 digits survive a double.
 */
const roundToDecimal = (value: number): number =>
  Number.isInteger(value) ? value : Number(value.toPrecision(15));

/** Sizes are whole bytes. `1.1 GiB` may be rounded; `1.5 B` says something that cannot be. */
const wholeBytes = (value: number): number | undefined => {
  const rounded = Math.round(value);
  return Math.abs(rounded - value) <= value * 1e-3 ? rounded : undefined;
};

/**
 * Reads a number with its unit into the dimension's counting unit
 * (bytes, bytes per second, nanoseconds, share, whole number). Never negative; ranges are the caller's.
 */
export const parseQuantity = (dimension: Dimension, text: string): Result<number, UnitProblem> => {
  const parts = split(text);
  if (parts === undefined) return failed({ expected: quantityExpectation[dimension] });
  const factor = unitFactor(dimension, parts.unit);
  if (factor === undefined) {
    const hint = hintForUnit(dimension, parts.number, parts.unit);
    return failed({
      expected: quantityExpectation[dimension],
      ...(hint === undefined ? {} : { hint }),
    });
  }
  const number = Number(parts.number);
  // Dividing by 100 is rounded once; multiplying by 0.01, which is no double, twice.
  const value = roundToDecimal(dimension === 'share' ? number / 100 : number * factor);
  if (!Number.isFinite(value)) return failed({ expected: 'a smaller number' });
  if (dimension === 'count' && !Number.isInteger(value))
    return failed({ expected: quantityExpectation[dimension] });
  if (dimension !== 'bytes') return success(value);
  const bytes = wholeBytes(value);
  return bytes === undefined ? failed({ expected: 'a whole number of bytes' }) : success(bytes);
};

/** Units in falling order; the first one in which the value is 1 or more is used. */
const rendering: Readonly<Record<Dimension, readonly (readonly [string, number])[]>> = {
  bytes: [
    ['TB', 1e12],
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
    ['B', 1],
  ],
  'bytes-per-second': [
    ['TB/s', 1e12],
    ['GB/s', 1e9],
    ['MB/s', 1e6],
    ['kB/s', 1e3],
    ['B/s', 1],
  ],
  time: [
    ['s', 1e9],
    ['ms', 1e6],
    ['us', 1e3],
    ['ns', 1],
  ],
  share: [['%', 0.01]],
  count: [['', 1]],
};

const binaryRendering = [
  ['TiB', binary.Ti],
  ['GiB', binary.Gi],
  ['MiB', binary.Mi],
  ['KiB', binary.Ki],
] as const;

/**
 * Writes a value so that {@link parseQuantity} reads the same value back: sizes that are whole in
 * an IEC unit in IEC units, everything else in SI units.
 */
export const renderQuantity = (dimension: Dimension, value: number): string => {
  if (dimension === 'count') return String(value);
  if (dimension === 'share') return `${Number((value * 100).toPrecision(15))} %`;
  if (dimension === 'bytes') {
    const whole = binaryRendering.find(([, scale]) => value >= scale && value % scale === 0);
    if (whole !== undefined) return `${value / whole[1]} ${whole[0]}`;
  }
  const units = rendering[dimension];
  const last = units[units.length - 1];
  const [unit, scale] = units.find(([, each]) => value >= each) ?? last ?? ['', 1];
  const text = `${value / scale} ${unit}`;
  const back = parseQuantity(dimension, text);
  return back.ok && back.value === value ? text : `${value} ${last?.[0] ?? ''}`;
};

/** A value for people: three or four significant digits with its unit, e.g. `3.125 GB/s`. */
export const describeQuantity = (dimension: Dimension, value: number): string => {
  if (dimension === 'count') return String(value);
  if (dimension === 'bytes') {
    const text = renderQuantity(dimension, value);
    if (text.length <= 9) return text;
  }
  const units = rendering[dimension];
  const [unit, scale] = units.find(([, each]) => value >= each) ??
    units[units.length - 1] ?? ['', 1];
  return `${Number((value / scale).toPrecision(4))} ${unit}`;
};

/** A level in the base unit of CSV files: B, B/s, s, share, count. */
export const inBaseUnit = (dimension: Dimension, value: number): number =>
  dimension === 'time' ? value / 1e9 : value;
