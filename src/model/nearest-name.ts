/**
 * Steps from one text to another: insertions, deletions, substitutions, and swaps of neighbours, each worth one.
 * This is the restricted Damerau-Levenshtein distance (optimal string alignment), over UTF-16 units.
 */
const distance = (from: string, to: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped =
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
};

/**
 * The known name that a mistyped one probably means, or undefined when none is near. A name is near when at most a
 * third of it (and at least one letter) differs; case is ignored; the first of equally near names wins.
 */
export const nearestName = (got: string, known: readonly string[]): string | undefined => {
  const text = got.trim().toLowerCase();
  const longest = known.reduce((most, name) => Math.max(most, name.length), 0);
  // Beyond this no name can be near, and the comparison would cost the product of both lengths.
  if (text.length === 0 || text.length > 2 * longest) return undefined;
  let best: { readonly name: string; readonly steps: number } | undefined;
  for (const name of known) {
    const steps = distance(text, name.toLowerCase());
    const limit = Math.max(1, Math.floor(name.length / 3));
    if (steps <= limit && steps < name.length && (best === undefined || steps < best.steps)) {
      best = { name, steps };
    }
  }
  return best?.name;
};
