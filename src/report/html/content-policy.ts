import { createHash } from 'node:crypto';

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

const allowed = (texts: readonly string[]): string =>
  texts.length === 0 ? "'none'" : texts.map(hashOf).join(' ');

/** The inline scripts and styles that a page has. */
export interface Inline {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

/**
 * A policy (https://www.w3.org/TR/CSP3/) under which a page loads nothing and runs these texts alone,
 * each known by its hash: a script that came in with a title or a host name does not run.
 */
export const contentPolicy = ({ scripts, styles }: Inline): string =>
  [
    "default-src 'none'",
    `script-src ${allowed(scripts)}`,
    `style-src ${allowed(styles)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
