import { tierEvidenceIn } from '../../../src/model/evidence.ts';
import type { Part } from '../part.ts';
import { interleave } from '../repeat.ts';
import { factRow, pairValues } from '../rows.ts';
import { touchUnder } from '../touch.ts';
import { makeFile, writeProfile } from '../workshop.ts';

const MiB = 2 ** 20;
const touches = 2000;

/** What a seed made of a run. */
interface Drawn {
  readonly bytesFetched: number;
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

export const determinism: Part = {
  name: 'determinism',
  title: 'The same seed, the same tier',
  method:
    'The touch reader touches units of 2 MiB in random order under latencies of { p50: 200 us, p99: 2 ms }, twice with one seed and once with another. ' +
    'Given is the share of touches that took the same time (within 5 % or 3 us) at the same place in the sequence.',
  run: async (shop) => {
    const file = await makeFile(shop, 'bandwidth.bin', 256 * MiB);
    const profile = await writeProfile(shop, 'determinism', [
      'constraints: { tier: { readLatency: { p50: 200 us, p99: 2 ms }, unitSize: 2 MiB, buffer: 32 MiB } }',
    ]);
    const measure = (seed: number) => async (): Promise<Drawn> => {
      const { latencies, record } = await touchUnder(
        shop,
        { profile, file, seed },
        { mode: 'random', strideBytes: 2 * MiB, touches, show: touches },
      );
      return {
        bytesFetched: tierEvidenceIn(record.evidence)?.bytesFetched ?? 0,
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
          'touches that took the same, one seed (least)',
          percent(least),
          'at least 98 %',
          least >= 0.98,
          same,
        ),
        factRow(
          'touches that took the same, two seeds (most)',
          percent(most),
          'below 80 %',
          most < 0.8,
          different,
        ),
      ],
    };
  },
};
