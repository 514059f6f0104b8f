import { createActivityPacker } from './packed-activity.ts';
import { createSamplePacker } from './packed-sample.ts';
import type { Disturbance } from './disturbance/activity.ts';
import type { HostState, RunRecord } from './run-record.ts';

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Whether two values of JSON are alike, members in the same order. */
const areAlike = (one: unknown, other: unknown): boolean => {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return Object.is(one, other);
  if (isList(one) || isList(other))
    return (
      isList(one) &&
      isList(other) &&
      one.length === other.length &&
      one.every((each, at) => areAlike(each, other[at]))
    );
  const [members, others] = [Object.entries(one), Object.entries(other)];
  return (
    members.length === others.length &&
    members.every(([name, value], at) => name === others[at]?.[0] && areAlike(value, others[at][1]))
  );
};

/**
 * The same for one member of runs, which is mostly as it was in the run before: to see that takes less
 * time than to write its text.
 */
const createSharingInTurn = <Value>(
  share: <Each>(value: Each) => Each,
): ((value: Value) => Value) => {
  let last: { readonly value: Value } | undefined;
  return (value) => {
    if (last === undefined || !areAlike(last.value, value)) last = { value: share(value) };
    return last.value;
  };
};

/** Gives the same object for the same content, as long as the content is the same again and again. */
export const createSharing = (): (<Value>(value: Value) => Value) => {
  const known = new Map<string, unknown>();
  return <Value>(value: Value): Value => {
    const key = JSON.stringify(value);
    const same = known.get(key);
    // Two values with one text are alike in all that JSON can hold, and records hold nothing else.
    if (same !== undefined) return same as Value;
    known.set(key, value);
    return value;
  };
};

/**
 * Makes records small enough that those of a long sweep fit in memory: what is the same in most runs of
 * a sweep (the command, what the workload says of itself, limits, good verdicts) is there once.
 */
export const createRunKeeper = (): ((record: RunRecord) => RunRecord) => {
  const share = createSharing();
  const shareCommand = createSharingInTurn<RunRecord['command']>(share);
  const shareWorkload = createSharingInTurn<RunRecord['workload']>(share);
  return (record) => ({
    ...record,
    case: share(record.case),
    asked: share(record.asked),
    applied: share(record.applied),
    command: shareCommand(record.command),
    workload: shareWorkload(record.workload),
    warnings: share(record.warnings),
    // What other kinds count differs from run to run.
    evidence: record.evidence.map((each) =>
      each.kind === 'scope' || each.kind === 'start' ? share(each) : each,
    ),
    ...(record.outcome.status === 'completed' ? { outcome: share(record.outcome) } : {}),
    // Why a verdict is not `bound` is said with numbers of the run.
    ...(record.verdict.verdict === 'bound'
      ? { verdict: share(record.verdict), verdicts: share(record.verdicts) }
      : {}),
    samples: record.samples.map((sample) => ({ ...sample, test: share(sample.test) })),
  });
};

/** What the host was like before and after a run is in the record for those who look there; no output has it. */
const unknownState: HostState = { utc: '' };

const undisturbed: string[] = [];

/** More steps than this are not kept: 8 bytes each. */
const mostSteps = 4_000_000;

/** Recorded runs in memory. */
export interface RunCollection {
  /** Takes one more run, in the order of the record. */
  readonly add: (record: RunRecord) => void;
  /** In the order in which they were added. */
  readonly runs: readonly RunRecord[];
}

/**
 * Collects the runs of a record, however long it is. As long as there are few, with the time of every
 * step; of many each run's quantiles alone are kept, numbers are packed, and the states of the host are left out.
 */
export const collectRuns = (): RunCollection => {
  const keep = createRunKeeper();
  const packSample = createSamplePacker();
  const packActivity = createActivityPacker();
  const packDisturbance = ({ activity, why }: Disturbance): Disturbance => ({
    activity: packActivity(activity),
    why: why.length === 0 ? undisturbed : why,
  });
  const pack = (record: RunRecord): RunRecord => ({
    ...record,
    before: unknownState,
    after: unknownState,
    ...(record.disturbance === undefined
      ? {}
      : { disturbance: packDisturbance(record.disturbance) }),
    samples: record.samples.map(packSample),
  });
  const runs: RunRecord[] = [];
  let steps = 0;
  return {
    runs,
    add: (record) => {
      const before = steps;
      for (const { stepsNs = [] } of record.samples) steps += stepsNs.length;
      if (before <= mostSteps && steps > mostSteps)
        runs.forEach((each, at) => (runs[at] = pack(each)));
      const kept = keep(record);
      runs.push(steps > mostSteps ? pack(kept) : kept);
    },
  };
};
