import { tierEvidenceIn } from '../../../../src/model/evidence.ts';
import type { Part } from '../../part.ts';
import { interleave } from '../../repeat.ts';
import { factRow, pairValues, shownRow } from '../../rows.ts';
import type { TierWorkshop } from '../tier-workshop.ts';
import { touchUnder } from '../touch.ts';
import { makeFile, writeProfile } from '../../workshop.ts';

const MiB = 2 ** 20;
const touches = 2000;

/** What a seed made of a run. */
interface Drawn {
  readonly bytesFetched: number;
  /** Sum of the waits as the model asked for them. */
  readonly waitNs: number;
  readonly latencies: readonly number[];
}

/** Share of touches that took the same in both runs: within 5 %, or 3 us, of each other. */
const sameShare = (one: Drawn, other: Drawn): number => {
  const same = one.latencies.filter((latency, at) => {
    const against = other.latencies[at] ?? Number.NaN;
    return Math.abs(latency - against) <= Math.max(3_000, 0.05 * Math.min(latency, against));
  });
  return same.length / touches;
};

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export const determinism: Part<TierWorkshop> = {
  name: 'determinism',
  title: 'The same seed, the same tier',
  method:
    'The touch reader touches units of 2 MiB in random order under latencies of { p50: 1 ms, p99: 4 ms }, twice with one seed and once with another. ' +
    'What was drawn and fetched must be the same; the share of touches that took the same time (within 5 % or 3 us) at the same place in the sequence also depends on how much the host disturbs a wait.',
  run: async (shop) => {
    const file = await makeFile(shop, 'bandwidth.bin', 256 * MiB);
    const profile = await writeProfile(shop, 'determinism', [
      'constraints: { tier: { readLatency: { p50: 1 ms, p99: 4 ms }, unitSize: 2 MiB, buffer: 32 MiB } }',
    ]);
    const measure = (seed: number) => async (): Promise<Drawn> => {
      const { latencies, record } = await touchUnder(
        shop,
        { profile, file, seed },
        { mode: 'random', strideBytes: 2 * MiB, touches, show: touches },
      );
      const evidence = tierEvidenceIn(record.evidence);
      return {
        bytesFetched: evidence?.bytesFetched ?? 0,
        waitNs: evidence?.waitNs ?? 0,
        latencies: latencies?.firstNs ?? [],
      };
    };
    const measured = await interleave<Drawn>(
      [
        { name: 'seed 1', measure: measure(1) },
        { name: 'seed 1 again', measure: measure(1) },
        { name: 'seed 2', measure: measure(2) },
      ],
      shop,
    );
    const one = measured.of('seed 1');
    const again = measured.of('seed 1 again');
    const same = pairValues(one, again, sameShare);
    const different = pairValues(one, measured.of('seed 2'), sameShare);
    const bytes = pairValues(one, again, (a, b) => a.bytesFetched - b.bytesFetched);
    // A wait is at least 1 ms: more than the pager ever credits, so it begins when the unit is touched.
    const sums = pairValues(one, again, (a, b) => a.waitNs - b.waitNs);
    const sameSum = sums.every(({ value }) => value === 0);
    const least = Math.min(...same.map(({ value }) => value));
    const most = Math.max(...different.map(({ value }) => value));
    const equal = bytes.every(({ value }) => value === 0);
    return {
      repeated: measured.repeated,
      rows: [
        factRow(
          'bytes fetched, twice with one seed',
          equal ? 'equal' : 'not equal',
          'equal',
          equal,
          bytes,
        ),
        factRow(
          'sum of the latencies drawn, twice with one seed',
          sameSum ? 'equal to the ns' : 'not equal',
          'equal',
          sameSum,
          sums,
        ),
        shownRow('touches that took the same, one seed (least)', percent(least), same),
        shownRow('touches that took the same, two seeds (most)', percent(most), different),
      ],
    };
  },
};
