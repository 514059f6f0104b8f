import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { CasePoint } from '../../../src/model/curve/case-point.ts';
import { deriveCurves } from '../../../src/model/curve/curves.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { readResults } from '../../../src/store/read-results.ts';
import { waitForQuiet } from '../quiet.ts';
import { BenchError, emulateRun, writeProfile, type Workshop } from '../workshop.ts';

/** Levels of the sweep, from mild to severe; the first is the nominal value. */
const levels = ['50 GB/s', '12.5 GB/s', '3.125 GB/s'] as const;

/** With so many rounds an interval leaves the largest value out. */
const fewestRounds = 8;

/** Rounds of each sweep. */
const roundsOf = ({ repeat }: Pick<Workshop, 'repeat'>): number => Math.max(fewestRounds, repeat);

const Told = z.object({ folder: z.string() });

/** Something that goes on beside a sweep whose results come into the given folder. */
export type Beside = (out: string) => Disposable;

const nothing: Beside = () => ({ [Symbol.dispose]: () => undefined });

/** Makes a sweep with the gate, which begins when the machine is quiet. */
export const makeSweep = async (shop: Workshop, beside: Beside = nothing): Promise<Dataset> => {
  const profile = await writeProfile(shop, 'disturbed', [
    `constraints: { tier: { readBandwidth: ${levels[0]}, prefetch: 4 MiB, buffer: 64 MiB } }`,
    `sweeps: [ { tier.readBandwidth: [${levels.join(', ')}] } ]`,
    `workload: { prompt: [64], gen: [32], depth: [0], rounds: ${roundsOf(shop)}, warmupRounds: 1 }`,
  ]);
  const out = await mkdtemp(join(shop.folder, 'sweep-'));
  const options = Object.entries(shop.llama).flatMap(([name, value]) => [`--${name}`, value]);
  await waitForQuiet(shop.patienceMs);
  using _beside = beside(out);
  const text = await emulateRun(shop, [
    ...['--profile', profile, '--out', out, '--json', '--no-progress', '-q', ...options],
  ]);
  const results = await readResults(Told.parse(JSON.parse(text)).folder);
  if (!results.ok) throw new BenchError(`cannot read the results in ${out}`);
  return results.value;
};

/** A point of a curve with the name of its row. */
export interface NamedPoint {
  readonly name: string;
  readonly point: CasePoint;
}

/** Every point of a sweep, with the gate or as if there had been none. */
export const pointsOf = ({ manifest, runs }: Dataset, gate: boolean): readonly NamedPoint[] =>
  deriveCurves(manifest.plan, runs, { gate }).sweeps.flatMap(({ curves }) =>
    curves.flatMap(({ test, points }) =>
      points.map((point) => ({ name: `${test} at ${point.level.text}`, point })),
    ),
  );
