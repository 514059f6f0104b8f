import type { TouchReading } from '../../../../src/model/calibration/touches.ts';
import type { Part } from '../../part.ts';
import { interleave } from '../../repeat.ts';
import { boundRow, mapValues } from '../../rows.ts';
import type { TierWorkshop } from '../tier-workshop.ts';
import { touchUnder } from '../touch.ts';
import { makeFile, writeProfile } from '../../workshop.ts';

const MiB = 2 ** 20;
const units = [2, 4] as const;

/** A unit size and how it is touched. */
interface Touched {
  readonly unit: number;
  readonly byUnit: boolean;
}

const variants: readonly Touched[] = units.flatMap((unit) => [
  { unit, byUnit: true },
  { unit, byUnit: false },
]);

const nameOf = ({ unit, byUnit }: Touched): string =>
  `units of ${unit} MiB, one touch a ${byUnit ? 'unit' : 'page'}`;

export const ceiling: Part<TierWorkshop> = {
  name: 'ceiling',
  title: 'What the pager can deliver at the most',
  method:
    'The touch reader reads a file of 256 MiB many times in order, while every unit is absent and no limit is asked for, with 8 MiB read ahead and a buffer of 64 MiB. ' +
    "With one touch a unit nearly all the time is the pager's; with one a page the reader takes as much by itself, which is given for comparison.",
  run: async (shop) => {
    const file = await makeFile(shop, 'bandwidth.bin', 256 * MiB);
    const profile = await writeProfile(shop, 'ceiling', [
      'constraints: { tier: { prefetch: 8 MiB, buffer: 64 MiB } }',
    ]);
    const measured = await interleave<TouchReading>(
      variants.map((each) => ({
        name: nameOf(each),
        measure: () =>
          touchUnder(
            shop,
            { profile, file, set: [`tier.unitSize=${each.unit}MiB`] },
            { mode: 'sequential', strideBytes: each.byUnit ? each.unit * MiB : 4096, passes: 128 },
          ),
      })),
      shop,
    );
    return {
      repeated: measured.repeated,
      rows: variants.flatMap((each) => {
        const repetitions = measured.of(nameOf(each));
        return [
          boundRow(
            `bandwidth without a limit, ${nameOf(each)}`,
            'bytes-per-second',
            mapValues(repetitions, ({ bytesPerSecond }) => bytesPerSecond),
            each.byUnit ? { least: 200e9 } : undefined,
          ),
          boundRow(
            `time of a unit, ${nameOf(each)}`,
            'time',
            mapValues(repetitions, ({ bytes, ns }) => (ns * each.unit * MiB) / bytes),
            each.byUnit ? { most: 8_000 } : undefined,
          ),
        ];
      }),
    };
  },
};
