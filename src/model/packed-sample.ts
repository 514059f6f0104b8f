import type { TierTestEvidence } from './evidence.ts';
import type { Sample, StepTimesSummary } from './run-record.ts';

/** What samples of one test have in common. */
interface Kind {
  readonly test: string;
  readonly metric: Sample['metric'];
  readonly tokens: number;
  readonly repetitions: number;
  readonly hasTier: boolean;
  readonly hasTimes: boolean;
  readonly has99: boolean;
}

const valuesOfTier = 11;
const valuesOfTimes = 5;

/** Numbers of many samples of one kind, one behind the other. */
interface Column {
  readonly kind: Kind;
  readonly values: Float64Array;
}

const numberIn = ({ values }: Column, place: number): number => values[place] ?? Number.NaN;

/** A sample whose numbers are in a column that many share; the times of its steps are left out. */
class PackedSample implements Sample {
  readonly #column: Column;
  readonly #at: number;

  constructor(column: Column, at: number) {
    this.#column = column;
    this.#at = at;
  }

  get test(): string {
    return this.#column.kind.test;
  }

  get metric(): Sample['metric'] {
    return this.#column.kind.metric;
  }

  get tokens(): number {
    return this.#column.kind.tokens;
  }

  get tokensPerSecond(): number {
    return numberIn(this.#column, this.#at);
  }

  get repetitionsNs(): number[] {
    const { repetitions } = this.#column.kind;
    return Array.from({ length: repetitions }, (_, at) =>
      numberIn(this.#column, this.#at + 1 + at),
    );
  }

  get tier(): TierTestEvidence | undefined {
    if (!this.#column.kind.hasTier) return undefined;
    const column = this.#column;
    const from = this.#at + 1 + column.kind.repetitions;
    return {
      bytesFetched: numberIn(column, from),
      unitsFetched: numberIn(column, from + 1),
      faults: numberIn(column, from + 2),
      linkBusyNs: numberIn(column, from + 3),
      latenessNs: numberIn(column, from + 4),
      waitNs: numberIn(column, from + 5),
      ownNs: numberIn(column, from + 6),
      waits: numberIn(column, from + 7),
      stalledNs: numberIn(column, from + 8),
      wallNs: numberIn(column, from + 9),
      steps: numberIn(column, from + 10),
    };
  }

  get stepTimes(): StepTimesSummary | undefined {
    const column = this.#column;
    const { repetitions, hasTier, hasTimes, has99 } = column.kind;
    if (!hasTimes) return undefined;
    const from = this.#at + 1 + repetitions + (hasTier ? valuesOfTier : 0);
    return {
      count: numberIn(column, from),
      p50Ns: numberIn(column, from + 1),
      p95Ns: numberIn(column, from + 2),
      maxNs: numberIn(column, from + 3),
      ...(has99 ? { p99Ns: numberIn(column, from + 4) } : {}),
    };
  }
}

const kindOf = ({ test, metric, tokens, repetitionsNs, tier, stepTimes }: Sample): Kind => ({
  ...{ test, metric, tokens, repetitions: repetitionsNs.length },
  hasTier: tier !== undefined,
  hasTimes: stepTimes !== undefined,
  has99: stepTimes?.p99Ns !== undefined,
});

const isOf = (kind: Kind, sample: Sample): boolean =>
  kind.metric === sample.metric &&
  kind.tokens === sample.tokens &&
  kind.repetitions === sample.repetitionsNs.length &&
  kind.hasTier === (sample.tier !== undefined) &&
  kind.hasTimes === (sample.stepTimes !== undefined) &&
  kind.has99 === (sample.stepTimes?.p99Ns !== undefined);

/** 64 KiB. */
const valuesOfColumn = 8192;

const lengthOf = ({ repetitions, hasTier, hasTimes, has99 }: Kind): number =>
  1 + repetitions + (hasTier ? valuesOfTier : 0) + (hasTimes ? valuesOfTimes - (has99 ? 0 : 1) : 0);

/** The numbers of a sample, in the order in which {@link PackedSample} has them. */
const valuesOf = ({ tokensPerSecond, repetitionsNs, tier, stepTimes }: Sample): number[] => {
  const values = [tokensPerSecond, ...repetitionsNs];
  if (tier !== undefined) {
    const { bytesFetched, unitsFetched, faults, linkBusyNs, latenessNs, waitNs } = tier;
    values.push(bytesFetched, unitsFetched, faults, linkBusyNs, latenessNs, waitNs);
    values.push(tier.ownNs, tier.waits, tier.stalledNs, tier.wallNs, tier.steps);
  }
  if (stepTimes !== undefined) {
    const { count, p50Ns, p95Ns, maxNs, p99Ns } = stepTimes;
    values.push(count, p50Ns, p95Ns, maxNs);
    if (p99Ns !== undefined) values.push(p99Ns);
  }
  return values;
};

/** A column to which samples are still added. */
interface OpenColumn extends Column {
  used: number;
}

const openColumn = (kind: Kind): OpenColumn => {
  const values = new Float64Array(Math.max(valuesOfColumn, lengthOf(kind)));
  return { kind, values, used: 0 };
};

/** Gives samples whose numbers lie beside each other, in less room than objects take; read as before. */
export const createSamplePacker = (): ((sample: Sample) => Sample) => {
  /** Of each test the open column of each kind: with a tier, without, and seldom another. */
  const open = new Map<string, OpenColumn[]>();
  const findColumn = (sample: Sample): OpenColumn => {
    const columns = open.get(sample.test) ?? [];
    open.set(sample.test, columns);
    const place = columns.findIndex(({ kind }) => isOf(kind, sample));
    const found = columns[place];
    if (found !== undefined && found.used + lengthOf(found.kind) <= found.values.length)
      return found;
    const next = openColumn(found?.kind ?? kindOf(sample));
    columns.splice(place === -1 ? columns.length : place, 1, next);
    return next;
  };
  return (sample) => {
    const column = findColumn(sample);
    const at = column.used;
    const values = valuesOf(sample);
    column.values.set(values, at);
    column.used += values.length;
    return new PackedSample(column, at);
  };
};
