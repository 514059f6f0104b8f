import { median } from 'simple-statistics';
import type { RunRecord } from '../../../../src/model/run-record.ts';
import { bytesPerToken, runRound, sampleOf, workloadLines, type Round } from '../llama.ts';
import type { Part } from '../../part.ts';
import { interleave, type Repetition } from '../../repeat.ts';
import type { Row } from '../../result.ts';
import { boundRow, mapValues, ratioRow } from '../../rows.ts';
import { BenchError, writeProfile } from '../../workshop.ts';

/** In GB/s; the first is far above what any host reaches, so that no wait is asked for. */
const levels = [100_000, 50, 12.5] as const;
const [unlimited, ...limited] = levels;

const caseOf = (level: number): string =>
  level === levels[0] ? 'nominal' : `tier.readBandwidth=${level}GB/s`;

/** Half of the tokens of a run took longer. */
const medianToken = (run: RunRecord): number => {
  const times = sampleOf(run, 'tg').stepTimes;
  if (times === undefined) throw new BenchError(`case '${run.case}' has no times of tokens`);
  return times.p50Ns;
};

const perToken = (run: RunRecord, what: 'ownNs' | 'faults'): number => {
  const { tier } = sampleOf(run, 'tg');
  return tier === undefined ? 0 : tier[what] / tier.steps;
};

export const medianTokenPart: Part = {
  name: 'median-token',
  title: "The pager's own cost, by the median token",
  method:
    'As above, without read-ahead, by the median of the times of single tokens in place of the mean: on a machine that shares its processors a few tokens of many milliseconds decide the mean of a run. ' +
    "The pager's own time is the sum over threads; while one is in the pager, the others soon wait for it.",
  run: async (shop) => {
    const profile = await writeProfile(shop, 'median-token', [
      `constraints: { tier: { readBandwidth: ${unlimited} GB/s, prefetch: 0 B, buffer: 64 MiB } }`,
      `sweeps: [ { tier.readBandwidth: [${levels.map((level) => `${level} GB/s`).join(', ')}] } ]`,
      ...workloadLines,
    ]);
    const { of, repeated } = await interleave<Round>(
      [{ name: 'round', measure: (repetition) => runRound(shop, profile, repetition + 1) }],
      shop,
    );
    const rounds = of('round');
    const map = (pick: (round: Round) => number): readonly Repetition<number>[] =>
      mapValues(rounds, pick);
    const modelled = (round: Round, level: number): number =>
      medianToken(round.of('null')) +
      bytesPerToken(sampleOf(round.of(caseOf(level)), 'tg')) / level;
    const row = (level: number): Row =>
      ratioRow(
        `tg at ${level} GB/s, median token against null and modelled wait`,
        {
          asked: median(map((round) => modelled(round, level)).map(({ value }) => value)),
          measured: median(
            map((round) => medianToken(round.of(caseOf(level)))).map(({ value }) => value),
          ),
        },
        map((round) => medianToken(round.of(caseOf(level))) / modelled(round, level)),
        0.03,
      );
    return {
      repeated,
      rows: [
        boundRow(
          'tg, everything absent and no limit, median token, ratio to null',
          'ratio',
          map((round) => medianToken(round.of('null')) / medianToken(round.of('nominal'))),
          { least: 0.95 },
        ),
        ...limited.map(row),
        boundRow(
          'touches of absent units for a token',
          'ratio',
          map((round) => perToken(round.of('nominal'), 'faults')),
          undefined,
        ),
        boundRow(
          "the pager's own time for a token, all threads",
          'time',
          map((round) => perToken(round.of('nominal'), 'ownNs')),
          undefined,
        ),
      ],
    };
  },
};
