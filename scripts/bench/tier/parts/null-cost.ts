import { runRound, sampleOf, workloadLines, type Round } from '../llama.ts';
import type { Part } from '../../part.ts';
import { interleave, type Interleaved } from '../../repeat.ts';
import type { Row } from '../../result.ts';
import { boundRow, mapValues } from '../../rows.ts';
import { writeProfile } from '../../workshop.ts';

const leastRounds = 10;

const weights = [
  { name: 'repacked weights', env: {} },
  { name: 'file-backed weights', env: { EMULATE_FILE_BACKED_WEIGHTS: '1' } },
] as const;

const pages = [
  { name: 'huge pages', unit: '4 MiB' },
  { name: 'small pages', unit: '1 MiB' },
] as const;

const rowsOf = (name: string, measured: Interleaved<Round>): readonly Row[] =>
  (['tg', 'pp'] as const).map((metric) =>
    boundRow(
      `${metric}, null against baseline, ${name}`,
      'ratio',
      mapValues(
        measured.of(name),
        (round) =>
          sampleOf(round.of('null'), metric).tokensPerSecond /
          sampleOf(round.of('baseline'), metric).tokensPerSecond,
      ),
      { least: 0.98 },
    ),
  );

export const nullCost: Part = {
  name: 'null',
  title: 'The null case against the plain baseline',
  method:
    'llama-bench (pp128, tg64, all cores) with its weights held and nothing absent, as a ratio to the baseline of the same round, at least 10 rounds. ' +
    "The tier holds weights in huge pages where the kernel allows them, as the plain program does not; with units below 2 MiB it uses small pages, so the rows of 'small pages' show what is left without them. " +
    "File-backed weights are used where they lie in the mapped file; repacked ones are llama.cpp's own copies.",
  run: async (shop) => {
    const variants = [];
    for (const { name: page, unit } of pages) {
      const profile = await writeProfile(shop, `null-${unit.toLowerCase().replace(' ', '')}`, [
        `constraints: { tier: { unitSize: ${unit}, buffer: 64 MiB } }`,
        ...workloadLines,
      ]);
      for (const { name, env } of weights)
        variants.push({
          name: `${name}, ${page}`,
          measure: (repetition: number) => runRound(shop, profile, repetition + 1, env),
        });
    }
    const patience = { ...shop, repeat: shop.repeat > 1 ? Math.max(shop.repeat, leastRounds) : 1 };
    const measured = await interleave<Round>(variants, patience);
    return {
      rows: variants.flatMap(({ name }) => rowsOf(name, measured)),
      repeated: measured.repeated,
    };
  },
};
