import type { Dataset } from '../../src/model/dataset.ts';
import { makeSyntheticKernelSweep } from '../../test/support/synthetic-kernel-sweep.ts';
import { makeSyntheticSweep } from '../../test/support/synthetic-sweep.ts';
import type { Chance } from './chance.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateText } from './mutate-text.ts';
import { mutateValue } from './mutate-value.ts';
import { readSample } from './samples.ts';
import type { Input } from './target.ts';

/** A recorded sweep as its two files hold it. */
interface Recorded {
  readonly manifest: unknown;
  readonly runs: readonly unknown[];
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

const asFiles = ({ manifest, runs }: Dataset): Recorded => ({
  manifest: plain(manifest),
  runs: runs.map(plain),
});

/** Small sweeps: two made up ones, with a tier and with the kernel's constraints, and the published example's begin. */
export const readRecorded = async (): Promise<readonly Recorded[]> => {
  const folder = 'results/example-hbf-50gbps';
  const lines = (await readSample(`${folder}/runs.jsonl`)).trim().split('\n').slice(0, 12);
  return [
    asFiles(makeSyntheticSweep({ rounds: 2 })),
    asFiles(makeSyntheticKernelSweep()),
    {
      manifest: JSON.parse(await readSample(`${folder}/manifest.json`)) as unknown,
      runs: lines.map((line) => JSON.parse(line) as unknown),
    },
  ];
};

const linesOf = (chance: Chance, runs: readonly unknown[]): string => {
  const changed = chance.below(runs.length);
  return runs
    .map((run, at) => `${JSON.stringify(at === changed ? mutateValue(chance, run) : run)}\n`)
    .join('');
};

const spoil = (chance: Chance, text: string): Uint8Array | string =>
  chance.oneIn(2) ? mutateText(chance, text) : mutateBytes(chance, Buffer.from(text));

/** `manifest.json` and `runs.jsonl` with something changed in one or both of them. */
export const makeRecorded = (chance: Chance, recorded: readonly Recorded[]): Input => {
  const { manifest, runs } = chance.pick(recorded);
  const some = runs.slice(0, 1 + chance.below(runs.length));
  const kind = chance.below(8);
  const manifestText = JSON.stringify(kind < 3 ? mutateValue(chance, manifest) : manifest);
  const runsText =
    kind < 2 ? some.map((run) => `${JSON.stringify(run)}\n`).join('') : linesOf(chance, some);
  return {
    'manifest.json': kind === 6 ? spoil(chance, manifestText) : manifestText,
    'runs.jsonl': kind === 7 ? spoil(chance, runsText) : runsText,
  };
};
