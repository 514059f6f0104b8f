import { median } from 'simple-statistics';
import { fitLine } from '../../../../src/model/statistics/least-squares.ts';
import type { Part } from '../../part.ts';
import { factRow } from '../../rows.ts';
import { BenchError } from '../../workshop.ts';
import { caseOf, sweepBandwidth, sweptLevels, tokensOf } from './sweep.ts';

const target = 0.03;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export const fit: Part = {
  name: 'fit',
  title: 'The law of time over bandwidth',
  method:
    'llama-bench (tg64) at six bandwidths without read-ahead: a line through the medians of the time of a token over 1/bandwidth. ' +
    'Its slope should be the bytes that were fetched for a token, and no median should be off the line.',
  run: async (shop) => {
    const measured = await sweepBandwidth(shop);
    const rounds = measured.of('sweep');
    const points = sweptLevels.map((level) => {
      const tokens = tokensOf(rounds, caseOf(level), 'tg').map(({ value }) => value.limited);
      // ns over ns a byte
      return {
        x: 1 / level,
        y: median(tokens.map(({ ns }) => ns)),
        bytes: median(tokens.map(({ bytes }) => bytes)),
      };
    });
    const line = fitLine(points);
    if (line === undefined) throw new BenchError('no line goes through the points');
    const residuals = line.residuals.map((each, at) => Math.abs(each) / (points[at]?.y ?? 1));
    const largest = Math.max(...residuals);
    const bytes = median(points.map((point) => point.bytes));
    const off = line.slope / bytes - 1;
    return {
      repeated: measured.repeated,
      rows: [
        factRow(
          'largest distance of a median from the line',
          percent(largest),
          `within ${percent(target)}`,
          largest <= target,
          rounds,
        ),
        factRow(
          'slope against bytes fetched for a token',
          `${off > 0 ? '+' : ''}${percent(off)} of ${(bytes / 1e6).toFixed(1)} MB`,
          `within ${percent(target)}`,
          Math.abs(off) <= target,
          rounds,
        ),
      ],
    };
  },
};
