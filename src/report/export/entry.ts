import { countRuns } from '../../model/curve/counted-runs.ts';
import { pairRounds } from '../../model/curve/pair-rounds.ts';
import { roundKey } from '../../model/curve/round-key.ts';
import type { Dataset } from '../../model/dataset.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Case, Plan } from '../../model/plan.ts';
import type { RunRecord, Sample } from '../../model/run-record.ts';
import { testName, type TestSpec } from '../../model/test-name.ts';

/** A recorded sweep, and the name that its rows carry. */
export interface NamedSweep extends Dataset {
  readonly name: string;
}

/** One test's value, and the run that it is from. */
export interface MeasuredTest {
  readonly run: RunRecord;
  readonly sample: Sample;
}

/** One sample with everything that is known about it: what a row is made of. */
export interface Entry extends MeasuredTest {
  readonly sweep: string;
  readonly manifest: Manifest;
  /** Undefined where the plan does not know the case. */
  readonly subject: Case | undefined;
  /** Undefined where the plan does not know the test. */
  readonly spec: TestSpec | undefined;
  /** Whether curves rest on the sample. */
  readonly counted: boolean;
  /** The case that its ratio is taken to; undefined for the baseline. */
  readonly reference: string | undefined;
  /** The value of that case in the same round; undefined where there is none, or the sample does not count. */
  readonly base: MeasuredTest | undefined;
}

/** As in the curves: the reference of null is the baseline, which has none. */
const referenceOf = ({ cases, reference }: Plan, { kind }: Case): string | undefined => {
  if (kind === 'baseline') return undefined;
  const wanted = kind === 'null' ? 'baseline' : reference;
  return cases.find((each) => each.kind === wanted)?.id;
};

/** The samples that curves rest on, each with that of its reference. */
const pairSamples = (
  plan: Plan,
  runs: readonly RunRecord[],
): ReadonlyMap<Sample, MeasuredTest | undefined> => {
  const counted = countRuns(runs);
  const bases = new Map<Sample, MeasuredTest | undefined>();
  for (const subject of plan.cases) {
    const reference = referenceOf(plan, subject);
    const rounds = reference === undefined ? undefined : counted.byCase.get(reference);
    for (const spec of plan.tests)
      for (const { record, sample, base } of pairRounds(subject, testName(spec), counted, reference)
        .pairs) {
        const run = rounds?.get(roundKey(record));
        bases.set(
          sample,
          run === undefined || base === undefined ? undefined : { run, sample: base },
        );
      }
  }
  return bases;
};

function* entriesOf({ name, manifest, runs }: NamedSweep): Generator<Entry> {
  const { plan } = manifest;
  const cases = new Map(plan.cases.map((each) => [each.id, each]));
  const specs = new Map(plan.tests.map((spec) => [testName(spec), spec]));
  const bases = pairSamples(plan, runs);
  for (const run of runs)
    for (const sample of run.samples) {
      const subject = cases.get(run.case);
      yield {
        ...{ sweep: name, manifest, run, sample, subject },
        spec: specs.get(sample.test),
        counted: bases.has(sample),
        reference: subject === undefined ? undefined : referenceOf(plan, subject),
        base: bases.get(sample),
      };
    }
}

/** Every sample of every attempt, warm-up rounds included, sweep after sweep, as the runs were recorded. */
export function* listEntries(sweeps: readonly NamedSweep[]): Generator<Entry> {
  for (const sweep of sweeps) yield* entriesOf(sweep);
}
