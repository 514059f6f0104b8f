import type { TextPage } from '../report/text-page.ts';
import type { Io } from './io.ts';
import { isUtf8 } from './locale.ts';

const usualColumns = 80;

/** How results are laid out: for the terminal that shows them, else for one of the usual width. */
export const resultPage = ({ outColumns = 0, env }: Pick<Io, 'outColumns' | 'env'>): TextPage => ({
  // A terminal that does not know its width says 0.
  columns: outColumns > 0 ? outColumns : usualColumns,
  unicode: isUtf8(env),
});
