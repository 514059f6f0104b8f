import { median } from 'simple-statistics';
import { Evidence, findEvidence } from '../model/evidence.ts';
import type { RunRecord } from '../model/run-record.ts';

/** The median of numbers, or the first of anything else. */
const typicalOf = (values: readonly unknown[]): unknown => {
  const counted = values.filter((value) => typeof value === 'number');
  return counted.length === 0 ? values[0] : median(counted);
};

/**
 * The evidence of one kind over several runs: of each number its median over the runs that have it.
 * Undefined when none left any.
 */
export const typicalEvidence = (
  runs: readonly RunRecord[],
  kind: Evidence['kind'],
): Evidence | undefined => {
  const all = runs.flatMap(({ evidence }) => findEvidence(evidence, kind) ?? []);
  const fields = new Map<string, unknown[]>();
  for (const [name, value] of all.flatMap((each) => Object.entries(each))) {
    const values = fields.get(name);
    if (values === undefined) fields.set(name, [value]);
    else values.push(value);
  }
  return all.length === 0
    ? undefined
    : Evidence.parse(
        Object.fromEntries([...fields].map(([name, values]) => [name, typicalOf(values)])),
      );
};
