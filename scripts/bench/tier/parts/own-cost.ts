import { median } from 'simple-statistics';
import { runRound, sampleOf, workloadLines, type Round } from '../llama.ts';
import type { Part } from '../../part.ts';
import { interleave } from '../../repeat.ts';
import type { Row } from '../../result.ts';
import { boundRow, mapValues, ratioRow } from '../../rows.ts';
import { writeProfile, type Workshop } from '../../workshop.ts';
import { caseOf, sweepBandwidth, sweptLevels, tokensOf } from './sweep.ts';

const metrics = ['tg', 'pp'] as const;

const unlimited = async (shop: Workshop): Promise<{ rows: readonly Row[]; repeated: number }> => {
  const profile = await writeProfile(shop, 'own-cost', [
    'constraints: { tier: { prefetch: 4 MiB, buffer: 64 MiB } }',
    ...workloadLines,
  ]);
  const measured = await interleave<Round>(
    [{ name: 'no limit', measure: (repetition) => runRound(shop, profile, repetition + 1) }],
    shop,
  );
  const ratio = (metric: 'pp' | 'tg'): Row =>
    boundRow(
      `${metric}, everything absent and no limit, ratio to null`,
      'ratio',
      mapValues(
        measured.of('no limit'),
        (round) =>
          sampleOf(round.of('nominal'), metric).tokensPerSecond /
          sampleOf(round.of('null'), metric).tokensPerSecond,
      ),
      { least: 0.95 },
    );
  return { rows: metrics.map(ratio), repeated: measured.repeated };
};

const limited = async (shop: Workshop): Promise<{ rows: readonly Row[]; repeated: number }> => {
  const measured = await sweepBandwidth(shop);
  const rounds = measured.of('sweep');
  const row = (level: number, metric: 'pp' | 'tg'): Row => {
    const tokens = tokensOf(rounds, caseOf(level), metric);
    const modelled = mapValues(tokens, ({ limited, bare }) => bare.ns + limited.bytes / level);
    return ratioRow(
      `${metric} at ${level} GB/s, time of a token against null and modelled wait`,
      {
        asked: median(modelled.map(({ value }) => value)),
        measured: median(tokens.map(({ value }) => value.limited.ns)),
      },
      mapValues(tokens, ({ limited, bare }) => limited.ns / (bare.ns + limited.bytes / level)),
      0.03,
    );
  };
  const levels = sweptLevels.slice(0, 5);
  return {
    rows: metrics.flatMap((metric) => levels.map((level) => row(level, metric))),
    repeated: measured.repeated,
  };
};

export const ownCost: Part = {
  name: 'own-cost',
  title: "The pager's own cost",
  method:
    'llama-bench (pp128, tg64, all cores) with everything absent. Without a limit the throughput is a ratio to the null case of the same round. ' +
    "With a bandwidth, and nothing read ahead, a token should take the null case's time and that of its bytes on the link; given is by how much it does not.",
  run: async (shop) => {
    const bare = await unlimited(shop);
    const bound = await limited(shop);
    return { rows: [...bare.rows, ...bound.rows], repeated: bare.repeated + bound.repeated };
  },
};
