/** Whether programs are to write UTF-8: of three variables the first that says something counts, as in setlocale(3). */
export const isUtf8 = (env: Readonly<Record<string, string | undefined>>): boolean =>
  /utf-?8/i.test(
    ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => env[name] ?? '').find((each) => each !== '') ?? '',
  );
