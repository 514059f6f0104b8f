/**
 * What was found of a folder of the cache whose content is loaded or run: as it was built, not there,
 * another content than was built, or perhaps another user's work.
 */
export type Seal =
  | { readonly state: 'whole' }
  | { readonly state: 'absent' }
  | { readonly state: 'damaged'; readonly problem: string }
  | { readonly state: 'foreign'; readonly problem: string };

/** What to do about a folder that is perhaps another user's work. */
export const foreignHint =
  'see who made it, then remove it; or set XDG_CACHE_HOME to a folder that only you can write to';
