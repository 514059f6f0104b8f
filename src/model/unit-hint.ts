import type { Dimension } from './dimension.ts';

/** Spellings of time units that people write, with the one that is read. */
const timeSpellings: Readonly<Record<string, string>> = {
  nsec: 'ns',
  nanosecond: 'ns',
  usec: 'us',
  µsec: 'us',
  μsec: 'us',
  microsecond: 'us',
  msec: 'ms',
  millisecond: 'ms',
  sec: 's',
  second: 's',
  minute: 'min',
  hr: 'h',
  hour: 'h',
};

const didYouMean = (text: string): string => `did you mean '${text}'?`;

/** `k` for 1000, capital letters for the rest: the one spelling of each prefix that is read. */
const normalPrefix = (prefix: string): string => {
  const letter = prefix.charAt(0);
  if (prefix.length > 1) return `${letter.toUpperCase()}i`;
  return letter.toLowerCase() === 'k' ? 'k' : letter.toUpperCase();
};

const dataHint = (number: string, unit: string, perSecond: boolean): string | undefined => {
  const suffix = perSecond ? '/s' : '';
  const bare = unit.replace(/ *(\/ *s(ec)?|ps)$/, '');
  const prefixed = /^([kmgt]i?)(b|bits?|bytes?)?$/i.exec(bare);
  if (prefixed === null) {
    return /^(b|bit|bytes?|bits)$/i.test(bare) && bare !== unit && !perSecond
      ? 'a size has no time in it'
      : undefined;
  }
  const given = prefixed[1] ?? '';
  const prefix = normalPrefix(given);
  const kind = prefixed[2] ?? '';
  const bytes = `${prefix}B${suffix}`;
  const bits = `${prefix}bit${suffix}`;
  if (kind === '')
    return `'${unit}' alone is ambiguous: write '${bytes}' for bytes or '${bits}' for bits`;
  if (kind === 'b')
    return `'${unit}' is ambiguous: write '${bytes}' for bytes or '${bits}' for bits`;
  if (kind === 'B' && given === 'K')
    return `'${unit}' is ambiguous: write 'kB${suffix}' for 1000 bytes or 'KiB${suffix}' for 1024`;
  return didYouMean(`${number} ${/^bits?$/i.test(kind) ? bits : bytes}`);
};

const timeHint = (number: string, unit: string): string | undefined => {
  const lower = unit.toLowerCase();
  if (lower === 'm') return "'m' is ambiguous: write 'ms' for milliseconds or 'min' for minutes";
  const spelling = timeSpellings[lower.replace(/s$/, '')] ?? timeSpellings[lower];
  if (spelling !== undefined) return didYouMean(`${number} ${spelling}`);
  const known = ['ns', 'us', 'ms', 's', 'min', 'h'];
  return known.includes(lower) ? didYouMean(`${number} ${lower}`) : undefined;
};

const shareHint = (number: string, unit: string): string | undefined => {
  if (/^(percent|pct|per cent)$/i.test(unit)) return didYouMean(`${number} %`);
  if (unit !== '') return undefined;
  const fraction = number.includes('.') && Number(number) < 1;
  return didYouMean(`${fraction ? Number((Number(number) * 100).toPrecision(12)) : number} %`);
};

/** What the writer of a number with an unreadable unit probably meant; undefined when nothing is near. */
export const hintForUnit = (
  dimension: Dimension,
  number: string,
  unit: string,
): string | undefined => {
  switch (dimension) {
    case 'bytes':
      return dataHint(number, unit, false);
    case 'bytes-per-second':
      return dataHint(number, unit, true);
    case 'time':
      return timeHint(number, unit);
    case 'share':
      return shareHint(number, unit);
    case 'count':
      return undefined;
  }
};
