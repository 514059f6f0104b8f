import type { TouchReading } from '../../../../src/model/calibration/touches.ts';
import type { Part } from '../../part.ts';
import { interleave } from '../../repeat.ts';
import { askedRow, mapValues } from '../../rows.ts';
import type { TierWorkshop } from '../tier-workshop.ts';
import { touchUnder } from '../touch.ts';
import { makeFile, writeProfile } from '../../workshop.ts';

const MiB = 2 ** 20;
const fileBytes = 256 * MiB;
const levels = [1, 2, 5, 10, 20, 50] as const;
const seconds = 1;

export const touchBandwidth: Part<TierWorkshop> = {
  name: 'touch-bandwidth',
  title: 'Bandwidth that a reader of single bytes sees',
  method:
    'The touch reader reads one byte of each page of a file of 256 MiB, in order, for at least a second, with 8 MiB read ahead and a buffer of 64 MiB. ' +
    'A program that copies, as fio does, is itself slower than 50 GB/s.',
  run: async (shop) => {
    const file = await makeFile(shop, 'bandwidth.bin', fileBytes);
    const profile = await writeProfile(shop, 'bandwidth', [
      'constraints: { tier: { readBandwidth: 1 GB/s, prefetch: 8 MiB, buffer: 64 MiB } }',
    ]);
    const measured = await interleave<TouchReading>(
      levels.map((level) => ({
        name: `touches at ${level} GB/s`,
        measure: () =>
          touchUnder(
            shop,
            { profile, file, set: [`tier.readBandwidth=${level}GB/s`] },
            {
              ...{ mode: 'sequential', strideBytes: 4096 },
              passes: Math.ceil((level * 1e9 * seconds) / fileBytes),
            },
          ),
      })),
      shop,
    );
    return {
      repeated: measured.repeated,
      rows: levels.map((level) =>
        askedRow(
          'touch reader, sequential',
          'bytes-per-second',
          level * 1e9,
          mapValues(measured.of(`touches at ${level} GB/s`), (each) => each.bytesPerSecond),
          { share: 0.02 },
        ),
      ),
    };
  },
};
