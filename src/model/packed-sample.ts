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

/** A sample whose numbers are in a column that many share; the times of its steps are left out. */
class PackedSample implements Sample {
  readonly #kind: Kind;
  readonly #values: Float64Array;
  readonly #at: number;

  constructor(kind: Kind, values: Float64Array, at: number) {
    this.#kind = kind;
    this.#values = values;
    this.#at = at;
  }

  #value(place: number): number {
    return this.#values[this.#at + place] ?? Number.NaN;
  }

  get test(): string {
    return this.#kind.test;
  }

  get metric(): Sample['metric'] {
    return this.#kind.metric;
  }

  get tokens(): number {
    return this.#kind.tokens;
  }

  get tokensPerSecond(): number {
    return this.#value(0);
  }

  get repetitionsNs(): number[] {
    const { repetitions } = this.#kind;
    return Array.from({ length: repetitions }, (_, at) => this.#value(1 + at));
  }

  get tier(): TierTestEvidence | undefined {
    if (!this.#kind.hasTier) return undefined;
    const from = 1 + this.#kind.repetitions;
    return {
      bytesFetched: this.#value(from),
      unitsFetched: this.#value(from + 1),
      faults: this.#value(from + 2),
      linkBusyNs: this.#value(from + 3),
      latenessNs: this.#value(from + 4),
      waitNs: this.#value(from + 5),
      ownNs: this.#value(from + 6),
      waits: this.#value(from + 7),
      stalledNs: this.#value(from + 8),
      wallNs: this.#value(from + 9),
      steps: this.#value(from + 10),
    };
  }

  get stepTimes(): StepTimesSummary | undefined {
    const { repetitions, hasTier, hasTimes, has99 } = this.#kind;
    if (!hasTimes) return undefined;
    const from = 1 + repetitions + (hasTier ? valuesOfTier : 0);
    return {
      count: this.#value(from),
      p50Ns: this.#value(from + 1),
      p95Ns: this.#value(from + 2),
      maxNs: this.#value(from + 3),
      ...(has99 ? { p99Ns: this.#value(from + 4) } : {}),
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

/** Half a megabyte. */
const valuesOfColumn = 65_536;

/** Gives samples whose numbers lie beside each other: a tenth of an object's size, read as before. */
export const createSamplePacker = (): ((sample: Sample) => Sample) => {
  const kinds = new Map<string, Kind>();
  let column = new Float64Array(0);
  let used = 0;
  const findKind = (sample: Sample): Kind => {
    const known = kinds.get(sample.test);
    if (known !== undefined && isOf(known, sample)) return known;
    const kind = kindOf(sample);
    kinds.set(sample.test, kind);
    return kind;
  };
  const put = (value: number): void => {
    column[used] = value;
    used += 1;
  };
  return (sample) => {
    const kind = findKind(sample);
    const length = 1 + kind.repetitions + valuesOfTier + valuesOfTimes;
    if (used + length > column.length) {
      column = new Float64Array(Math.max(valuesOfColumn, length));
      used = 0;
    }
    const at = used;
    const { tokensPerSecond, repetitionsNs, tier, stepTimes } = sample;
    put(tokensPerSecond);
    repetitionsNs.forEach(put);
    if (tier !== undefined) {
      const { bytesFetched, unitsFetched, faults, linkBusyNs, latenessNs, waitNs } = tier;
      [bytesFetched, unitsFetched, faults, linkBusyNs, latenessNs, waitNs].forEach(put);
      [tier.ownNs, tier.waits, tier.stalledNs, tier.wallNs, tier.steps].forEach(put);
    }
    if (stepTimes !== undefined) {
      const { count, p50Ns, p95Ns, maxNs, p99Ns } = stepTimes;
      [count, p50Ns, p95Ns, maxNs].forEach(put);
      if (p99Ns !== undefined) put(p99Ns);
    }
    return new PackedSample(kind, column, at);
  };
};
