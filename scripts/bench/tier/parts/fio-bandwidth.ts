import type { FioReading } from '../../fio-report.ts';
import { fioUnder } from '../fio.ts';
import type { Part } from '../../part.ts';
import { interleave } from '../../repeat.ts';
import { askedRow, mapValues } from '../../rows.ts';
import { makeFile, writeProfile } from '../../workshop.ts';

const MiB = 2 ** 20;
const levels = [0.1, 0.2, 0.5, 1, 2, 5] as const;

/** Units of 4 MiB arrive whole, so a slow tier needs many of them for a bandwidth. */
const secondsFor = (level: number): number => (level < 0.5 ? 10 : 4);

export const fioBandwidth: Part = {
  name: 'fio-bandwidth',
  title: 'Bandwidth that fio sees',
  method:
    "fio's mmap engine reads a file of 256 MiB in order, in blocks of 1 MiB, with 8 MiB read ahead and a buffer of 64 MiB. " +
    'The bandwidth is what fio reports, after a second that is not counted.',
  run: async (shop) => {
    const file = await makeFile(shop, 'bandwidth.bin', 256 * MiB);
    const profile = await writeProfile(shop, 'bandwidth', [
      'constraints: { tier: { readBandwidth: 1 GB/s, prefetch: 8 MiB, buffer: 64 MiB } }',
    ]);
    const measured = await interleave<FioReading>(
      levels.map((level) => ({
        name: `fio at ${level} GB/s`,
        measure: () =>
          fioUnder(shop, { profile, file, set: [`tier.readBandwidth=${level}GB/s`] }, [
            ...['--rw=read', '--bs=1M', `--size=${256 * MiB}`],
            ...['--time_based', '--ramp_time=1', `--runtime=${secondsFor(level)}`],
          ]),
      })),
      shop,
    );
    return {
      repeated: measured.repeated,
      rows: levels.map((level) =>
        askedRow(
          'fio, sequential read',
          'bytes-per-second',
          level * 1e9,
          mapValues(measured.of(`fio at ${level} GB/s`), ({ bytesPerSecond }) => bytesPerSecond),
          { share: 0.02 },
        ),
      ),
    };
  },
};
