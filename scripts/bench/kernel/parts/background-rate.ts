import { findEvidence } from '../../../../src/model/evidence.ts';
import type { Part } from '../../part.ts';
import { interleave } from '../../repeat.ts';
import { boundRow, mapValues } from '../../rows.ts';
import { BenchError, under, writeProfile, type ExecRecord } from '../../workshop.ts';
import { ratesWithin, watchReads } from '../device.ts';
import { makeFileOnDisk, needFio, scopeIn, type KernelWorkshop } from '../kernel-workshop.ts';
import { levelRow } from '../level-row.ts';

const MiB = 2 ** 20;
const seconds = 5;
const bareName = 'load without a rate';
const levels = [20, 50, 100, 200, 400] as const;

const nameOf = (level: number): string => `load of ${level} MB/s`;

/** `memory` limits nothing here: with it emulate says in which kind of scope programs are. */
const profileLines = (rate: string): readonly string[] => [
  `constraints: { memory: {}, background: { pattern: randread, blockSize: 128 KiB, queueDepth: 8, jobs: 1${rate} } }`,
];

/** The load as its witnesses saw it. */
interface Load {
  readonly byDevice: number;
  readonly byEmulate: number;
  readonly record: ExecRecord;
}

/** It says when it begins and when it ends, in ns by the clock on the wall. */
const sleepCommand = ['sh', '-c', `date +%s%N; sleep ${seconds}; date +%s%N`] as const;

const measureLoad = async (
  shop: KernelWorkshop,
  file: string,
  request: { readonly profile: string; readonly set?: readonly string[] },
): Promise<Load> => {
  const { value, looks } = await watchReads(shop.device, () =>
    under(shop, { ...request, file }, sleepCommand),
  );
  const { record, stdout } = value;
  const [from, to] = stdout.trim().split('\n').map(Number);
  const evidence = findEvidence(record.evidence, 'background');
  if (from === undefined || to === undefined || evidence === undefined)
    throw new BenchError(`no load beside sleep, which printed '${stdout}'`);
  const { bytesPerSecond } = ratesWithin(looks, from / 1e6, to / 1e6);
  return { byDevice: bytesPerSecond, byEmulate: evidence.achieved, record };
};

export const backgroundRate: Part<KernelWorkshop> = {
  name: 'background-rate',
  title: 'Load beside the workload',
  method:
    `Random reads of 128 KiB with 8 in flight, beside a program that sleeps for ${seconds} s. ` +
    "The witness is the device's own counters, everybody's reads, from the moment in which the program says that it begins to that in which it says that it ends. " +
    "The other figure is emulate's own evidence, which is what fio counts.",
  run: async (shop) => {
    await needFio();
    const file = await makeFileOnDisk(shop, 'model.bin', MiB);
    const profile = await writeProfile(shop, 'background', profileLines(', rate: 100 MB/s'));
    const free = await writeProfile(shop, 'background-free', profileLines(''));
    const { of, repeated } = await interleave<Load>(
      [
        { name: bareName, measure: () => measureLoad(shop, file, { profile: free }) },
        ...levels.map((level) => ({
          name: nameOf(level),
          measure: () =>
            measureLoad(shop, file, { profile, set: [`background.rate=${level}MB/s`] }),
        })),
      ],
      shop,
    );
    const bare = mapValues(of(bareName), ({ byDevice }) => byDevice);
    const witnesses = [
      { by: "the device's counters", pick: (load: Load) => load.byDevice, target: 0.05 },
      { by: "emulate's evidence", pick: (load: Load) => load.byEmulate, target: undefined },
    ];
    return {
      repeated,
      scope: scopeIn(of(nameOf(levels[0]))),
      rows: [
        boundRow(
          "load without a rate, by the device's counters",
          'bytes-per-second',
          bare,
          undefined,
        ),
        ...levels.flatMap((level) =>
          witnesses.map(({ by, pick, target }) =>
            levelRow(
              `load, by ${by}`,
              'bytes-per-second',
              level * 1e6,
              mapValues(of(nameOf(level)), pick),
              target,
              bare,
            ),
          ),
        ),
      ],
    };
  },
};
