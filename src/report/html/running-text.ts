import { markup, raw, type Html } from './markup.ts';

/** `code`, a link, **strong emphasis**, *emphasis* or _emphasis_, which no letter may touch. */
const marked =
  /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|(?<![\w_])_([^_\s][^_]*)_(?![\w_])/g;

/** What may be linked: a place in the page, or a page of the web. */
const isLink = (target: string): boolean => /^(#|https:\/\/)/.test(target);

/** What a match says, by the mark that it has. */
interface Marked {
  readonly code: string | undefined;
  readonly label: string | undefined;
  readonly target: string | undefined;
  readonly strong: string | undefined;
  readonly emphasis: string | undefined;
}

const markedIn = (match: readonly (string | undefined)[]): Marked => {
  const [, code, label, target, strong, star, line] = match;
  return { code, label, target, strong, emphasis: star ?? line };
};

const renderMarked = ({ code, label, target, strong, emphasis = '' }: Marked): Html => {
  if (code !== undefined) return markup`<code>${code}</code>`;
  if (label !== undefined && target !== undefined)
    return isLink(target) ? markup`<a href="${target}">${label}</a>` : markup`${label}`;
  return strong === undefined
    ? markup`<em>${renderText(emphasis)}</em>`
    : markup`<strong>${renderText(strong)}</strong>`;
};

/** Running text of `report.md` as HTML. */
export const renderText = (text: string): Html => {
  const parts: Html[] = [];
  let done = 0;
  for (const match of text.matchAll(marked)) {
    parts.push(markup`${text.slice(done, match.index)}`, renderMarked(markedIn(match)));
    done = match.index + match[0].length;
  }
  return raw([...parts, markup`${text.slice(done)}`].map((part) => part.html).join(''));
};

/** The same text without its marks. */
export const plainText = (text: string): string =>
  text.replaceAll(marked, (...match: readonly string[]) => {
    const { code, label, strong, emphasis = '' } = markedIn(match);
    return code ?? label ?? strong ?? emphasis;
  });
