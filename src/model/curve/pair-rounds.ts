import type { KeptRun } from '../kept-run.ts';
import type { Case } from '../plan.ts';
import type { Verdict } from '../run-record.ts';
import { disturbedBy } from '../verdict/verdict-values.ts';
import type { CountedRuns } from './counted-runs.ts';

type Find<Run extends KeptRun> = (record: Run | undefined) => Run['samples'][number] | undefined;

/** Looks first where the test's value was found last: most runs have their tests in one order. */
const createFind = <Run extends KeptRun>(test: string): Find<Run> => {
  let place = 0;
  const isWanted = (sample: Run['samples'][number] | undefined): boolean =>
    sample?.test === test && sample.tokensPerSecond > 0;
  return (record) => {
    if (record === undefined) return undefined;
    const likely = record.samples[place];
    if (isWanted(likely)) return likely;
    const found = record.samples.findIndex(isWanted);
    if (found === -1) return undefined;
    place = found;
    return record.samples[found];
  };
};

/** A round's run of the case, with its test's value and that of the reference. */
export interface Pair<Run extends KeptRun> {
  readonly record: Run;
  readonly sample: Run['samples'][number];
  readonly base: Run['samples'][number] | undefined;
  /** What disturbed it or its reference; nothing for a clean pair. */
  readonly why: readonly string[];
}

const nothing: readonly string[] = [];

const whyDisturbed = (record: KeptRun | undefined): readonly string[] =>
  record?.disturbance?.why ?? nothing;

/** Most runs are clean: of them there is nothing to make a new list of. */
const join = (one: readonly string[], other: readonly string[]): readonly string[] =>
  one.length + other.length === 0 ? nothing : [...one, ...other];

/** The pairs that count, and what is to be said of the others. */
export interface Gated<Run extends KeptRun> {
  readonly pairs: readonly Pair<Run>[];
  /** Rounds in which the test gave a value. */
  readonly measured: number;
  readonly disturbed: number;
  /** Where disturbed pairs count too. */
  readonly verdict?: Verdict;
}

/** Clean pairs alone, where they are at least half of all; else all pairs, as the less evil. */
const passGate = <Run extends KeptRun>(pairs: readonly Pair<Run>[]): Gated<Run> => {
  const clean = pairs.filter(({ why }) => why.length === 0);
  const disturbed = pairs.length - clean.length;
  const measured = pairs.length;
  if (disturbed === 0 || clean.length * 2 >= measured) return { pairs: clean, measured, disturbed };
  const [first] = pairs.flatMap(({ why }) => why);
  return {
    ...{ pairs, measured, disturbed },
    verdict: disturbedBy([`${disturbed} of ${measured} rounds; the first: ${first ?? ''}`]),
  };
};

/** The rounds of one test under one case that count, each with its value and that of the reference. */
export const pairRounds = <Run extends KeptRun>(
  { id }: Pick<Case, 'id'>,
  test: string,
  runs: CountedRuns<Run>,
  referenceId: string | undefined,
): Gated<Run> => {
  const reference = referenceId === undefined ? undefined : runs.byCase.get(referenceId);
  const find = createFind<Run>(test);
  const pairs: Pair<Run>[] = [];
  for (const [round, record] of runs.byCase.get(id) ?? []) {
    const sample = find(record);
    if (sample === undefined) continue;
    const other = reference?.get(round);
    const why = runs.gate ? join(whyDisturbed(record), whyDisturbed(other)) : nothing;
    pairs.push({ record, sample, base: find(other), why });
  }
  return passGate(pairs);
};
