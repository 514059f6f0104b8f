/** Whether a name is one that this program gives to what it makes: `emulate-`, letters, digits, dashes. */
export const isOwnName = (name: string): boolean => /^emulate-[0-9A-Za-z-]{1,200}$/.test(name);

/**
 * Whether a path is absolute and written in the one plain way: no part is empty, `.` or `..`, so that
 * the text of its parts says where it is.
 */
export const isPlainPath = (path: string): boolean =>
  path.startsWith('/') &&
  !path.includes('\0') &&
  path
    .slice(1)
    .split('/')
    .every((part) => part !== '' && part !== '.' && part !== '..');

/** The last part of a plain path. */
export const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A plain path without its last part. */
export const withoutLastPart = (path: string): string => path.slice(0, path.lastIndexOf('/'));
