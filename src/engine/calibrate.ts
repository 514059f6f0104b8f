import type { CalibrationPoint } from '../model/calibration/calibration.ts';
import type { CalibrationPlan, PlannedPoint } from '../model/calibration/list-points.ts';
import type { TouchReading, Touches } from '../model/calibration/touches.ts';
import type { Observer } from '../model/event.ts';
import { tierEvidenceIn, type TierEvidence } from '../model/evidence.ts';
import type { Failure } from '../model/failure.ts';
import type { Case } from '../model/plan.ts';
import { createRandom } from '../model/random.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConstraintDriver, HeldFile } from '../ports/constraint.ts';
import type { ProcessOutcome, ProcessRunner } from '../ports/process-runner.ts';

/** The program that reads memory and times it. */
export interface TouchReader {
  argv(file: string, touches: Touches): readonly [string, ...string[]];
  read(outcome: ProcessOutcome): Result<TouchReading, Failure>;
}

/** Everything that a calibration acts on and through. */
export interface CalibrateContext {
  readonly driver: ConstraintDriver;
  readonly reader: TouchReader;
  /** The file that stands for the weights. */
  readonly file: HeldFile;
  readonly seed: number;
  readonly processes: ProcessRunner;
  readonly clock: Clock;
  readonly observe: Observer;
  readonly signal: AbortSignal;
}

/** What a calibration found. */
export interface Calibrated {
  readonly points: readonly CalibrationPoint[];
  /** Whether huge pages held the weights. */
  readonly hugePages: boolean;
}

/** One repetition of a point. */
interface Repetition {
  readonly value: number;
  readonly tail?: number;
  readonly hugePages: boolean;
}

/** The slowest repetition takes a few seconds; more is a program that hangs. */
const timeoutMs = 120_000;
const outputLimitBytes = 2 ** 20;

const step = 'calibrate the tier';

const runReader = async (
  { reader, processes, file, signal }: CalibrateContext,
  touches: Touches,
  env: Readonly<Record<string, string>> = {},
): Promise<Result<TouchReading, Failure>> => {
  const [command, ...args] = reader.argv(file.path, touches);
  const outcome = await processes.run({
    ...{ command, args, env, timeoutMs, outputLimitBytes, signal },
  });
  return reader.read(outcome);
};

const missing = (problem: string): Result<never, Failure> =>
  failed({ reason: 'evidence-missing', problem });

/** Runs the reader under a case, and asks for the evidence that the tier acted on it. */
const runUnder = async (
  context: CalibrateContext,
  subject: Case,
  touches: Touches,
): Promise<Result<TouchReading & { readonly evidence: TierEvidence }, Failure>> => {
  const { driver, file: model, seed } = context;
  const acquired = await driver.acquire({
    ...{ case: subject, nominal: subject.constraints, model, seed, name: 'calibrate' },
  });
  if (!acquired.ok) return acquired;
  await using lease = acquired.value;
  const reading = await runReader(context, touches, lease.env);
  if (!reading.ok) return reading;
  const observed = await lease.observe();
  if (!observed.ok) return observed;
  const evidence = tierEvidenceIn(observed.value.evidence);
  if (evidence === undefined || evidence.heldBytes === 0)
    return missing('the tier did not hold the file that the touch reader mapped');
  if (subject.kind !== 'null' && evidence.bytesFetched === 0)
    return missing('nothing came through the tier while the touch reader read');
  return success({ ...reading.value, evidence });
};

const caseOf = ({ kind, tier }: PlannedPoint): Case => ({
  id: kind,
  kind: kind === 'null' ? 'null' : 'nominal',
  constraints: { tier },
  points: [],
});

/** Weights that are held, against the same file without the library; which comes first alternates. */
const measureNull = async (
  context: CalibrateContext,
  point: PlannedPoint,
  round: number,
): Promise<Result<Repetition, Failure>> => {
  const plainFirst = round % 2 === 0;
  const before = plainFirst ? await runReader(context, point.touches) : undefined;
  if (before?.ok === false) return before;
  const held = await runUnder(context, caseOf(point), point.touches);
  if (!held.ok) return held;
  const plain = before ?? (await runReader(context, point.touches));
  if (!plain.ok) return plain;
  const { hugePages } = held.value.evidence;
  return success({ value: held.value.bytesPerSecond / plain.value.bytesPerSecond, hugePages });
};

const measurePoint = async (
  context: CalibrateContext,
  point: PlannedPoint,
  round: number,
): Promise<Result<Repetition, Failure>> => {
  if (point.kind === 'null') return measureNull(context, point, round);
  const reading = await runUnder(context, caseOf(point), point.touches);
  if (!reading.ok) return reading;
  const { bytesPerSecond, latencies, timerNs, evidence } = reading.value;
  const { hugePages } = evidence;
  return success(
    latencies === undefined
      ? { value: bytesPerSecond, hugePages }
      : {
          value: Math.max(0, latencies.p50Ns - timerNs),
          tail: Math.max(0, latencies.p99Ns - timerNs),
          hugePages,
        },
  );
};

const toPoint = (
  { kind, asked, unitBytes, prefetchBytes }: PlannedPoint,
  repetitions: readonly Repetition[],
  measuredUtc: string,
): CalibrationPoint => {
  const tails = repetitions.flatMap(({ tail }) => tail ?? []);
  return {
    ...{ kind, unitBytes, prefetchBytes },
    ...(asked === undefined ? {} : { asked }),
    values: repetitions.map(({ value }) => value),
    ...(tails.length === 0 ? {} : { tails }),
    measuredUtc,
  };
};

/**
 * Measures every point of a calibration. Each round holds every point once, in an order of its own, so
 * that a change of the machine falls on all alike. The first failure ends it: what is left would be a
 * calibration with holes.
 */
export const calibrate = async (
  context: CalibrateContext,
  plan: CalibrationPlan,
): Promise<Result<Calibrated, Failure>> => {
  const { clock, observe, signal, seed } = context;
  const random = createRandom(seed);
  const measured = new Map<PlannedPoint, Repetition[]>();
  const total = plan.repetitions * plan.points.length;
  observe({ kind: 'step-began', step, detail: `${total} measurements` });
  let done = 0;
  for (let round = 0; round < plan.repetitions; round += 1) {
    for (const point of random.shuffle(plan.points)) {
      if (signal.aborted) return failed({ reason: 'interrupted', signal: 'SIGINT' });
      const repetition = await measurePoint(context, point, round);
      if (!repetition.ok) return repetition;
      measured.set(point, [...(measured.get(point) ?? []), repetition.value]);
      done += 1;
      observe({ kind: 'progress', step, done, total });
    }
  }
  observe({ kind: 'step-ended', step });
  const utc = clock.utc();
  return success({
    points: plan.points.map((point) => toPoint(point, measured.get(point) ?? [], utc)),
    hugePages: [...measured.values()].flat().some(({ hugePages }) => hugePages),
  });
};
