import { createRandom } from '../../src/model/random.ts';
import { describeDisturbance, isDisturbed, waitForQuiet, watch } from './quiet.ts';

/** How often and how patiently everything is measured. */
export interface Patience {
  readonly repeat: number;
  /** Longest wait for a quiet machine before each measurement. */
  readonly patienceMs: number;
  /** How often a disturbed measurement is made again. */
  readonly retries: number;
  readonly say: (text: string) => void;
  /** Bytes read so far from the device that is measured, by anybody; absent where no device matters. */
  readonly readBytes?: () => number;
}

/** Something that is measured again and again beside others. */
export interface Variant<Value> {
  readonly name: string;
  readonly measure: (repetition: number) => Promise<Value>;
}

/** One repetition that counts. */
export interface Repetition<Value> {
  readonly value: Value;
  readonly disturbed: boolean;
}

/** All repetitions of all variants. */
export interface Interleaved<Value> {
  /** By the variant's name. */
  readonly of: (name: string) => readonly Repetition<Value>[];
  /** Measurements that were thrown away because they were disturbed. */
  readonly repeated: number;
}

/**
 * Measures every variant once in each repetition, in an order of its own, so that a drift of the
 * machine falls on all alike. A disturbed measurement is made again, up to a bound; then it counts
 * and is marked.
 */
export const interleave = async <Value>(
  variants: readonly Variant<Value>[],
  { repeat, patienceMs, retries, say, readBytes }: Patience,
): Promise<Interleaved<Value>> => {
  const random = createRandom(1);
  const found = new Map<string, Repetition<Value>[]>(variants.map(({ name }) => [name, []]));
  let repeated = 0;
  for (let repetition = 0; repetition < repeat; repetition += 1) {
    for (const { name, measure } of random.shuffle(variants)) {
      for (let attempt = 0; ; attempt += 1) {
        await waitForQuiet(patienceMs, readBytes);
        const { value, disturbance } = await watch(() => measure(repetition));
        const disturbed = isDisturbed(disturbance);
        const again = disturbed && attempt < retries;
        say(
          `${name}, ${repetition + 1} of ${repeat}` +
            (disturbed ? `, disturbed (${describeDisturbance(disturbance)})` : '') +
            (again ? ', again' : ''),
        );
        if (again) {
          repeated += 1;
          continue;
        }
        found.get(name)?.push({ value, disturbed });
        break;
      }
    }
  }
  return { of: (name) => found.get(name) ?? [], repeated };
};
