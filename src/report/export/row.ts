import { compareWithAsked, type AskedAndMeasured } from '../../model/curve/asked-and-measured.ts';
import { summarizeTokenTimes } from '../../model/curve/token-times.ts';
import type { SweepPoint } from '../../model/plan.ts';
import type { Sample, StepTimesSummary, Verdict } from '../../model/run-record.ts';
import { judgeSample } from '../../model/verdict.ts';
import { listEntries, type Entry, type NamedSweep } from './entry.ts';

/** A row of the table of samples, with what several columns are read from. */
export interface Row extends Entry {
  /** The first level that the case stands for; undefined for a case of a design, which sets several. */
  readonly point: SweepPoint | undefined;
  readonly stepTimes: StepTimesSummary | undefined;
  readonly compared: AskedAndMeasured | undefined;
  /** On this sample. */
  readonly verdict: Verdict;
}

/** Records of the first version have the steps alone. */
const stepTimesOf = ({ stepTimes, stepsNs = [] }: Sample): StepTimesSummary | undefined => {
  if (stepTimes !== undefined) return stepTimes;
  const times = summarizeTokenTimes(stepsNs);
  if (times === undefined) return undefined;
  const { count, p50, p95, p99, max } = times;
  return {
    ...{ count, p50Ns: Math.round(p50), p95Ns: Math.round(p95), maxNs: Math.round(max) },
    ...(p99 === undefined ? {} : { p99Ns: Math.round(p99) }),
  };
};

const rowOf = (entry: Entry): Row => {
  const { run, sample, subject } = entry;
  const point = subject?.kind === 'design' ? undefined : subject?.points[0];
  return {
    ...entry,
    point,
    stepTimes: stepTimesOf(sample),
    compared:
      subject === undefined
        ? undefined
        : compareWithAsked(subject, point?.parameter, [{ record: run, sample }], [run]),
    verdict: subject === undefined ? run.verdict : judgeSample(subject, run, sample),
  };
};

/** One row for each sample. */
export function* listRows(sweeps: readonly NamedSweep[]): Generator<Row> {
  for (const entry of listEntries(sweeps)) yield rowOf(entry);
}
