import { failed, success, type Result } from './result.ts';

/** Bytes; a non-negative integer. */
export type Bytes = number;
/** Bytes per second; positive. */
export type BytesPerSecond = number;
/** Nanoseconds; non-negative. */
export type Nanoseconds = number;
/** A share from 0 to 1. */
export type Share = number;

/** What a number measures; decides which unit texts are read for it. */
export type Dimension = 'bytes' | 'bytes-per-second' | 'time' | 'share' | 'count';

const decimal = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 } as const;
const binary = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 } as const;
const prefixes: Readonly<Record<string, number>> = { '': 1, ...decimal, ...binary };
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

const expected: Readonly<Record<Dimension, string>> = {
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

interface UnitProblem {
  readonly expected: string;
  readonly hint?: string;
}

const split = (text: string): { number: number; unit: string } | undefined => {
  const match = /^([0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?) *(\S(?:.*\S)?)?$/.exec(text.trim());
  if (match === null) return undefined;
  const number = Number(match[1]);
  return Number.isFinite(number) ? { number, unit: match[2] ?? '' } : undefined;
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
    case 'bytes-per-second':
      return unit.endsWith('/s') ? dataUnit(unit.slice(0, -2).trimEnd()) : undefined;
    case 'time':
      return Object.hasOwn(times, unit) ? times[unit] : undefined;
    case 'share':
      return unit === '%' ? 0.01 : undefined;
    case 'count':
      return unit === '' ? 1 : undefined;
  }
};

const hintFor = (dimension: Dimension, unit: string): string | undefined => {
  if (dimension !== 'bytes' && dimension !== 'bytes-per-second') return undefined;
  const bare = unit.replace(/\/s$/, '');
  if (/^[kKMGT]i?$/.test(bare))
    return `'${bare}' alone is ambiguous: write '${bare}B' or '${bare}bit'`;
  if (/^[kmgt]i?b$/i.test(bare) || /^[kKMGT]i?b(ps)?$/.test(bare))
    return 'bytes are written with a capital B (SI: kB MB GB TB; IEC: KiB MiB GiB TiB), bits as kbit Mbit Gbit';
  if (/ps$/.test(bare)) return "write a rate with '/s'";
  return undefined;
};

/**
 * Reads a number with its unit into the dimension's counting unit
 * (bytes, bytes per second, nanoseconds, share, whole number).
 */
export const parseQuantity = (dimension: Dimension, text: string): Result<number, UnitProblem> => {
  const problem = (unit?: string): Result<never, UnitProblem> => {
    const hint = unit === undefined ? undefined : hintFor(dimension, unit);
    return failed({ expected: expected[dimension], ...(hint === undefined ? {} : { hint }) });
  };
  const parts = split(text);
  if (parts === undefined) return problem();
  const factor = unitFactor(dimension, parts.unit);
  if (factor === undefined) return problem(parts.unit);
  const value = dimension === 'share' ? parts.number / 100 : parts.number * factor;
  if (!Number.isFinite(value) || value > Number.MAX_SAFE_INTEGER) return problem();
  if (dimension === 'count' && !Number.isInteger(value)) return problem();
  return success(dimension === 'bytes' ? Math.round(value) : value);
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
