import { llamaPlainly, runRound, sampleOf, workloadLines } from '../llama.ts';
import type { Part } from '../../part.ts';
import { interleave } from '../../repeat.ts';
import { boundRow, mapValues } from '../../rows.ts';
import { writeProfile } from '../../workshop.ts';

const leastRounds = 10;

/** Tokens per second of the two tests. */
interface Rates {
  readonly pp: number;
  readonly tg: number;
}

export const recording: Part = {
  name: 'recording',
  title: 'The cost of recording steps',
  method:
    'llama-bench (pp128, tg64, all cores) with the library loaded to record the time of every step, as in every baseline, against the same command without it; at least 10 pairs, each first in turn.',
  run: async (shop) => {
    const profile = await writeProfile(shop, 'recording', ['constraints: {}', ...workloadLines]);
    let command: readonly string[] | undefined;
    const recorded = async (repetition: number): Promise<Rates> => {
      const run = (await runRound(shop, profile, repetition + 1)).of('baseline');
      command = run.command;
      return {
        pp: sampleOf(run, 'pp').tokensPerSecond,
        tg: sampleOf(run, 'tg').tokensPerSecond,
      };
    };
    const pair = async (repetition: number): Promise<Rates> => {
      const plainFirst = command !== undefined && repetition % 2 === 1;
      const before = plainFirst ? await llamaPlainly(command ?? []) : undefined;
      const with_ = await recorded(repetition);
      const without = before ?? (await llamaPlainly(command ?? []));
      return { pp: with_.pp / without.pp, tg: with_.tg / without.tg };
    };
    const patience = { ...shop, repeat: shop.repeat > 1 ? Math.max(shop.repeat, leastRounds) : 1 };
    const measured = await interleave<Rates>([{ name: 'pair', measure: pair }], patience);
    return {
      repeated: measured.repeated,
      rows: (['tg', 'pp'] as const).map((metric) =>
        boundRow(
          `${metric}, recorded against not recorded`,
          'ratio',
          mapValues(measured.of('pair'), (rates) => rates[metric]),
          { least: 0.98 },
        ),
      ),
    };
  },
};
