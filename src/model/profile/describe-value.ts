import { isList, isMapping } from './path.ts';

const longestShown = 60;
/** More items than this are longer than what is shown. */
const mostItems = 20;

/** Control characters are spelt out. */
export const onOneLine = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, (each) => `\\x${each.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** A text in quotes on one line; control characters, which a quoted YAML text can hold, are spelt out. */
export const quoteText = (text: string): string => {
  const shown = onOneLine(text);
  return `'${shown.length > longestShown ? `${shown.slice(0, longestShown)}...` : shown}'`;
};

const scalar = (value: unknown): string => {
  if (typeof value === 'string') return onOneLine(value);
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? value.toString()
    : '';
};

/** A small collection as YAML would write it on one line; undefined for one that does not fit. */
const flow = (value: unknown): string | undefined => {
  if (!isList(value) && !isMapping(value)) return scalar(value);
  const entries = Object.entries(value);
  if (entries.length > mostItems) return undefined;
  let inner = '';
  for (const [key, item] of entries) {
    const text = flow(item);
    if (text === undefined) return undefined;
    inner += `${inner === '' ? '' : ', '}${isList(value) ? '' : `${onOneLine(key)}: `}${text}`;
    if (inner.length > longestShown) return undefined;
  }
  return isList(value) ? `[${inner}]` : `{ ${inner} }`;
};

/** A value of a document in words: scalars in quotes, small collections as written, others by their kind. */
export const describeValue = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing';
  if (isList(value)) return value.length === 0 ? 'an empty list' : (flow(value) ?? 'a list');
  if (isMapping(value))
    return Object.keys(value).length === 0 ? 'an empty mapping' : (flow(value) ?? 'a mapping');
  return quoteText(scalar(value));
};
