import { findEvidence } from '../../../../src/model/evidence.ts';
import type { PageCacheEvidence } from '../../../../src/model/kernel-evidence.ts';
import type { Part } from '../../part.ts';
import { interleave } from '../../repeat.ts';
import { askedRow, mapValues } from '../../rows.ts';
import { BenchError, writeProfile } from '../../workshop.ts';
import { watchFio, type Witnessed } from '../fio.ts';
import { makeFileOnDisk, needFio, scopeIn, type KernelWorkshop } from '../kernel-workshop.ts';

const MiB = 2 ** 20;
const fileBytes = 256 * MiB;
const levels = [25, 50, 100, 200, 400] as const;
const target = { share: 0.1 };

const nameOf = (level: number): string => `eviction at ${level} MB/s`;

const options: readonly string[] = [
  ...['--ioengine=mmap', '--invalidate=0', '--fadvise_hint=0', '--rw=read', '--bs=1M'],
  ...[`--size=${fileBytes}`, '--time_based', '--ramp_time=2', '--runtime=7'],
];

/** A rate over the whole run, from emulate's evidence. */
const evidenceRate =
  (pick: (evidence: PageCacheEvidence) => number) =>
  ({ record }: Witnessed): number => {
    const evidence = findEvidence(record?.evidence ?? [], 'page-cache');
    if (evidence === undefined) throw new BenchError('emulate left no evidence of the page cache');
    return (pick(evidence) * 1e9) / evidence.runningNs;
  };

const witnesses = [
  {
    what: "evicted, by the device's counters",
    pick: ({ device }: Witnessed) => device.bytesPerSecond,
    target,
  },
  {
    what: "evicted, by emulate's evidence",
    pick: evidenceRate(({ droppedBytes }) => droppedBytes),
    target,
  },
  {
    what: "read again, by the kernel's count for the scope",
    pick: evidenceRate(({ refaultedBytes }) => refaultedBytes ?? Number.NaN),
    target: undefined,
  },
] as const;

export const pageCacheDrop: Part<KernelWorkshop> = {
  name: 'page-cache-drop',
  title: 'Eviction at a rate',
  method:
    "fio's mmap engine reads a file of 256 MiB in order, again and again, which takes it a fraction of a second: what is evicted is soon read again, and nothing else is read. " +
    "So the device's own counters, in 7 s after 2 s that are not counted, are a witness of what left. The other figures are emulate's own evidence over the whole run, and the refaults that the kernel counted for the scope in the same time, which others on the device cannot spoil.",
  run: async (shop) => {
    await needFio();
    const file = await makeFileOnDisk(shop, 'mapped.bin', fileBytes);
    const profile = await writeProfile(shop, 'page-cache-drop', [
      'constraints: { pageCache: { drop: 100 MB/s, before: each-run } }',
    ]);
    const { of, repeated } = await interleave<Witnessed>(
      levels.map((level) => ({
        name: nameOf(level),
        measure: () =>
          watchFio(shop, file, { profile, set: [`pageCache.drop=${level}MB/s`] }, options),
      })),
      shop,
    );
    return {
      repeated,
      scope: scopeIn(of(nameOf(levels[0]))),
      rows: levels.flatMap((level) =>
        witnesses.map(({ what, pick, target: most }) =>
          askedRow(what, 'bytes-per-second', level * 1e6, mapValues(of(nameOf(level)), pick), most),
        ),
      ),
    };
  },
};
