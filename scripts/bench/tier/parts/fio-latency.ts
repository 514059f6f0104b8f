import { median } from 'simple-statistics';
import type { TouchReading } from '../../../../src/model/calibration/touches.ts';
import { touchReaderArgs } from '../../../../src/workloads/touch-reader/argv.ts';
import type { FioReading } from '../../fio-report.ts';
import { fioUnder } from '../fio.ts';
import type { Part } from '../../part.ts';
import { interleave, type Interleaved } from '../../repeat.ts';
import type { Row } from '../../result.ts';
import { askedRow, mapValues } from '../../rows.ts';
import type { TierWorkshop } from '../tier-workshop.ts';
import { readTouchesOf } from '../touch.ts';
import { makeFile, plainly, writeProfile, type Workshop } from '../../workshop.ts';

const KiB = 2 ** 10;
const MiB = 2 ** 20;

/** A block size of fio, which is the tier's access and its unit, and a file of many more than the buffer holds. */
interface Block {
  readonly name: string;
  readonly bytes: number;
  readonly fileBytes: number;
  readonly bufferUnits: number;
}

const blocks: readonly Block[] = [
  // Every unit is a mapping of its own, and the kernel allows 65530 of them.
  { name: '4 KiB', bytes: 4 * KiB, fileBytes: 64 * MiB, bufferUnits: 64 },
  { name: '64 KiB', bytes: 64 * KiB, fileBytes: 512 * MiB, bufferUnits: 64 },
  { name: '2 MiB', bytes: 2 * MiB, fileBytes: 512 * MiB, bufferUnits: 16 },
];

/** A latency: fixed, or with a 99th percentile four times the median. */
interface Level {
  readonly p50: number;
  readonly p99: number;
}

const levels: readonly Level[] = [10e3, 100e3, 1e6, 10e6].flatMap((p50) => [
  { p50, p99: p50 },
  { p50, p99: 4 * p50 },
]);

/**
 * fio ends by the clock: its count of reads does not hold where it begins its list of blocks anew. The
 * 99th percentile of a distribution is taken of 6000 reads and more, at 10 ms of 2000.
 */
const secondsFor = (level: Level | undefined): number => {
  if (level === undefined || level.p50 < 100e3) return 2;
  const { p50, p99 } = level;
  if (p50 === p99) return p50 < 10e6 ? 2 : 5;
  return p50 < 1e6 ? 3 : p50 < 10e6 ? 10 : 33;
};

const latencyText = ({ p50, p99 }: Level): string =>
  p50 === p99 ? `${p50} ns` : `{ p50: ${p50} ns, p99: ${p99} ns }`;

const fioOptions = (block: Block, seconds: number): readonly string[] => [
  ...['--rw=randread', `--bs=${block.bytes}`, `--size=${block.fileBytes}`, '--randrepeat=0'],
  ...['--time_based', `--runtime=${seconds}`],
];

const nameOf = (block: Block, level: Level | undefined): string =>
  `fio ${block.name} ${level === undefined ? 'null' : latencyText(level)}`;

const rowsOf = (block: Block, level: Level, measured: Interleaved<FioReading>): readonly Row[] => {
  const bare = measured.of(nameOf(block, undefined)).map(({ value }) => value);
  const repetitions = measured.of(nameOf(block, level));
  const shape = level.p50 === level.p99 ? 'fixed' : 'p99 four times p50';
  const row = (what: 'p50' | 'p99', pick: (reading: FioReading) => number): Row =>
    askedRow(
      `${what}, blocks of ${block.name}, ${shape}`,
      'time',
      level[what],
      mapValues(repetitions, (reading) => pick(reading) - median(bare.map(pick))),
      { share: 0.05, ns: 3_000 },
    );
  return [row('p50', ({ p50Ns }) => p50Ns), row('p99', ({ p99Ns }) => p99Ns)];
};

const measureBlock = async (shop: Workshop, block: Block): Promise<Interleaved<FioReading>> => {
  const file = await makeFile(shop, `latency-${block.bytes}.bin`, block.fileBytes);
  const buffer = block.bufferUnits * block.bytes;
  const profile = await writeProfile(shop, `latency-${block.bytes}`, [
    `constraints: { tier: { readLatency: 10 us, accessSize: ${block.bytes} B, unitSize: ${block.bytes} B, buffer: ${buffer} B } }`,
  ]);
  return interleave<FioReading>(
    [undefined, ...levels].map((level) => ({
      name: nameOf(block, level),
      measure: (repetition) =>
        fioUnder(
          shop,
          {
            ...{ profile, file, seed: repetition + 1 },
            ...(level === undefined
              ? { case: 'null' as const }
              : { set: [`tier.readLatency=${latencyText(level)}`] }),
          },
          fioOptions(block, secondsFor(level)),
        ),
    })),
    shop,
  );
};

/** How late a wait ends on this host when nothing but the host delays it. */
const spinRows = async (
  shop: TierWorkshop,
): Promise<{ rows: readonly Row[]; repeated: number }> => {
  const file = await makeFile(shop, 'spin.bin', MiB);
  const waits = [10e3, 100e3, 1e6, 10e6];
  const measured = await interleave<TouchReading>(
    waits.map((wait) => ({
      name: `spin ${wait}`,
      measure: async () => {
        const touches = { mode: 'random', strideBytes: 4 * KiB, touches: 1e9 / wait } as const;
        const options = [...touchReaderArgs(file, touches), 'warmup=1', `spin=${wait}`];
        return readTouchesOf(await plainly([shop.touchReader, ...options]));
      },
    })),
    shop,
  );
  const row = (wait: number, what: 'p50' | 'p99', pick: (reading: TouchReading) => number): Row =>
    askedRow(
      `${what}, a thread that only reads the clock`,
      'time',
      wait,
      mapValues(measured.of(`spin ${wait}`), pick),
      undefined,
    );
  return {
    repeated: measured.repeated,
    rows: waits.flatMap((wait) => [
      row(wait, 'p50', ({ latencies }) => latencies?.p50Ns ?? 0),
      row(wait, 'p99', ({ latencies }) => latencies?.p99Ns ?? 0),
    ]),
  };
};

export const fioLatency: Part<TierWorkshop> = {
  name: 'fio-latency',
  title: 'Latency that fio sees',
  method:
    "fio's mmap engine reads random blocks of a file that is far larger than the buffer, without read-ahead; a block is one access and one unit of the tier. " +
    "Given is the completion latency's percentile less the same percentile in the null case (the same file in the same memory, all present): that is fio's own time and the copy of the block. " +
    'The plain file is no reference, since its pages would have to be mapped by the kernel first. ' +
    'fio sorts latencies into 64 classes for each power of two, so a percentile is read to about 0.8 %. The first rows are what this host itself does to a wait: a thread that reads nothing but the clock, without the tier. Each repetition draws with another seed; the 99th percentile of a distribution is taken of at least 6000 reads (2000 at 10 ms).',
  run: async (shop) => {
    const spun = await spinRows(shop);
    const rows: Row[] = [...spun.rows];
    let { repeated } = spun;
    for (const block of blocks) {
      const measured = await measureBlock(shop, block);
      repeated += measured.repeated;
      rows.push(...levels.flatMap((level) => rowsOf(block, level, measured)));
    }
    return { rows, repeated };
  },
};
