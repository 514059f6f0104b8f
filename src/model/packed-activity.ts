import type { HostActivity } from './disturbance/activity.ts';

/** The numbers of many activities, one behind the other; what a record does not have is no number. */
type Column = Float64Array;

const numberIn = (column: Column, place: number): number | undefined => {
  const value = column[place];
  return Number.isNaN(value) ? undefined : value;
};

/** What a machine did during a run, its numbers in a column that many share. */
class PackedActivity implements HostActivity {
  readonly #column: Column;
  readonly #at: number;

  constructor(column: Column, at: number) {
    this.#column = column;
    this.#at = at;
  }

  get wallNs(): number {
    return numberIn(this.#column, this.#at) ?? Number.NaN;
  }

  get cpus(): number {
    return numberIn(this.#column, this.#at + 1) ?? Number.NaN;
  }

  get ranNs(): number | undefined {
    return numberIn(this.#column, this.#at + 2);
  }

  get queuedNs(): number | undefined {
    return numberIn(this.#column, this.#at + 3);
  }

  get busyNs(): number | undefined {
    return numberIn(this.#column, this.#at + 4);
  }

  get ownNs(): number | undefined {
    return numberIn(this.#column, this.#at + 5);
  }

  get kernelNs(): number | undefined {
    return numberIn(this.#column, this.#at + 6);
  }

  get allowedCpus(): number | undefined {
    return numberIn(this.#column, this.#at + 7);
  }

  get stealNs(): number | undefined {
    return numberIn(this.#column, this.#at + 8);
  }

  get throttledNs(): number | undefined {
    return numberIn(this.#column, this.#at + 9);
  }

  get cpuPressureNs(): number | undefined {
    return numberIn(this.#column, this.#at + 10);
  }

  get majorFaults(): number | undefined {
    return numberIn(this.#column, this.#at + 11);
  }

  get hotNs(): number | undefined {
    return numberIn(this.#column, this.#at + 12);
  }
}

/** In the order of their places. */
const valuesOf = (activity: HostActivity): readonly (number | undefined)[] => {
  const { wallNs, cpus, ranNs, queuedNs, busyNs, ownNs, kernelNs, allowedCpus } = activity;
  const { stealNs, throttledNs, cpuPressureNs, majorFaults, hotNs } = activity;
  return [
    ...[wallNs, cpus, ranNs, queuedNs, busyNs, ownNs, kernelNs, allowedCpus],
    ...[stealNs, throttledNs, cpuPressureNs, majorFaults, hotNs],
  ];
};

/** 64 KiB. */
const valuesOfColumn = 8192;

/** Gives activities whose numbers lie beside each other, in less room than objects take; read as before. */
export const createActivityPacker = (): ((activity: HostActivity) => HostActivity) => {
  let column: Column = new Float64Array(0);
  let used = 0;
  return (activity) => {
    const values = valuesOf(activity);
    if (used + values.length > column.length) {
      column = new Float64Array(valuesOfColumn);
      used = 0;
    }
    const at = used;
    column.set(
      Float64Array.from(values, (value) => value ?? Number.NaN),
      at,
    );
    used += values.length;
    return new PackedActivity(column, at);
  };
};
