import { describeQuantity } from '../../../src/model/units.ts';
import type { Found } from '../part.ts';
import { interleave } from '../repeat.ts';
import type { Row } from '../result.ts';
import { boundRow, mapValues } from '../rows.ts';
import { writeProfile } from '../workshop.ts';
import type { ReadRates } from './device.ts';
import { watchFio, type Witnessed } from './fio.ts';
import { makeFileOnDisk, needFio, scopeIn, type KernelWorkshop } from './kernel-workshop.ts';
import { levelRow, type RateKind } from './level-row.ts';

/** fio's reads of one kind under caps of one kind. */
export interface Capped {
  /** What is read how, for the rows. */
  readonly what: string;
  readonly constraints: string;
  /** What holds where nothing is capped; absent where that is measured without emulate. */
  readonly bare?: string;
  readonly parameter: 'io.readBandwidth' | 'io.readIops';
  /** In base units, bytes or reads per second. */
  readonly levels: readonly number[];
  readonly options: readonly string[];
  /** Largest error of the median, a share; absent where nothing is asked of it. */
  readonly target?: number;
}

const MiB = 2 ** 20;
const fileBytes = 256 * MiB;
const cappedSeconds = 8;
const bareSeconds = 3;

const timing = (seconds: number): readonly string[] => [
  ...[`--size=${fileBytes}`, '--time_based', '--ramp_time=1', `--runtime=${seconds}`],
];

const kindOf = ({ parameter }: Capped): RateKind =>
  parameter === 'io.readIops' ? 'count' : 'bytes-per-second';

const bareName = ({ what }: Capped): string => `${what} without a cap`;
const nameOf = (capped: Capped, level: number): string =>
  `${capped.what} at ${describeQuantity(kindOf(capped), level)}`;
const setOf = (capped: Capped, level: number): string =>
  `${capped.parameter}=${level}${kindOf(capped) === 'count' ? '' : 'B/s'}`;

/** Measures them all in turn, each beside the device without a cap. */
export const measureCapped = async (
  shop: KernelWorkshop,
  all: readonly Capped[],
): Promise<Found> => {
  await needFio();
  const file = await makeFileOnDisk(shop, 'reads.bin', fileBytes);
  const variants = [];
  for (const [at, capped] of all.entries()) {
    const { bare, constraints, levels, options } = capped;
    const profile = await writeProfile(shop, `capped-${at}`, [`constraints: ${constraints}`]);
    const free =
      bare === undefined
        ? undefined
        : { profile: await writeProfile(shop, `free-${at}`, [`constraints: ${bare}`]) };
    variants.push({
      name: bareName(capped),
      measure: () => watchFio(shop, file, free, [...options, ...timing(bareSeconds)]),
    });
    for (const level of levels)
      variants.push({
        name: nameOf(capped, level),
        measure: () =>
          watchFio(shop, file, { profile, set: [setOf(capped, level)] }, [
            ...options,
            ...timing(cappedSeconds),
          ]),
      });
  }
  const { of, repeated } = await interleave<Witnessed>(variants, shop);

  const rowsOf = (capped: Capped): readonly Row[] => {
    const kind = kindOf(capped);
    const pick = (rates: ReadRates): number =>
      kind === 'count' ? Math.round(rates.readsPerSecond) : rates.bytesPerSecond;
    const byDevice = (name: string) => mapValues(of(name), ({ device }) => pick(device));
    const byFio = (name: string) => mapValues(of(name), ({ fio }) => pick(fio));
    const bare = byDevice(bareName(capped));
    const { what, levels, target } = capped;
    const witnesses = [
      { by: "the device's counters", values: byDevice },
      { by: 'fio', values: byFio },
    ];
    return [
      boundRow(`${what}, without a cap, by the device's counters`, kind, bare, undefined),
      ...levels.flatMap((level) =>
        witnesses.map(({ by, values }) =>
          levelRow(`${what}, by ${by}`, kind, level, values(nameOf(capped, level)), target, bare),
        ),
      ),
    ];
  };

  const [first] = all;
  const capped = first === undefined ? [] : of(nameOf(first, first.levels[0] ?? 0));
  return { repeated, scope: scopeIn(capped), rows: all.flatMap(rowsOf) };
};
