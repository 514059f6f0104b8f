/** Values that are written together: a few hundred kilobytes of text. */
const mostTogether = 500;

/** What comes, in groups worth a write each, so that not all of it is in memory at once. */
export function* inBatches<Value>(values: Iterable<Value>): Generator<readonly Value[]> {
  let batch: Value[] = [];
  for (const value of values) {
    batch.push(value);
    if (batch.length < mostTogether) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
