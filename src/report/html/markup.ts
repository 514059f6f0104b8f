/** Text that is HTML already. */
export interface Html {
  readonly html: string;
}

type Part = string | number | Html | readonly Html[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeText = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);

const renderPart = (part: Part): string => {
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(({ html }) => html).join('');
};

/** HTML that comes from this program and is put into the page as it is. */
export const raw = (html: string): Html => ({ html });

/** A tagged template for HTML: what is put into it is escaped, unless it is HTML itself. Attributes must be quoted. */
export const markup = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  raw(texts.map((text, at) => text + renderPart(parts[at] ?? '')).join(''));

/** Data for a script of the page. Nothing in it can end the element, and no browser runs it. */
export const jsonElement = (value: unknown): Html =>
  raw(
    `<script type="application/json">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>`,
  );
