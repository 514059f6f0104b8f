/**
 * A function of whole numbers that works out each of its values once: all points of a report have the
 * same few numbers of values, and counting a distribution takes time with their third power.
 */
export const remember = <Counts extends readonly number[], Value>(
  workOut: (...counts: Counts) => Value,
): ((...counts: Counts) => Value) => {
  const known = new Map<string, Value>();
  return (...counts) => {
    const key = counts.join();
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = workOut(...counts);
    known.set(key, value);
    return value;
  };
};
