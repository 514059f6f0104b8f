import type { CasePoint } from '../../../src/model/curve/case-point.ts';
import type { Dataset } from '../../../src/model/dataset.ts';
import { isDisturbed } from '../../../src/model/disturbance/is-disturbed.ts';
import type { Estimate } from '../../../src/model/statistics/estimate.ts';
import type { Row } from '../result.ts';
import { BenchError } from '../workshop.ts';
import { pointsOf } from './sweep.ts';

const three = (value: number): string => value.toFixed(3);

const describe = ({ value, low, high }: Estimate): string =>
  low === undefined || high === undefined
    ? `${three(value)} (no interval)`
    : `${three(value)} (${three(low)} to ${three(high)})`;

const ratioOf = ({ caseId, ratio }: CasePoint): Estimate => {
  if (ratio === undefined) throw new BenchError(`case '${caseId}' has no ratio`);
  return ratio;
};

const percentOff = (value: number, asked: number): string => {
  const off = (value / asked - 1) * 100;
  return `${off > 0 ? '+' : ''}${off.toFixed(1)} %`;
};

/** Without an interval nothing is claimed, and nothing can be wrong. */
const overlap = (one: Estimate, other: Estimate): boolean =>
  one.low === undefined ||
  one.high === undefined ||
  other.low === undefined ||
  other.high === undefined ||
  (one.low <= other.high && other.low <= one.high);

const rowOf = (what: string, point: CasePoint, rest: Partial<Row> = {}): Row => {
  const ratio = ratioOf(point);
  return {
    ...{ what, asked: '', error: '', worst: '', target: '' },
    measured: describe(ratio),
    repetitions: ratio.count,
    disturbed: point.verdict.verdict === 'disturbed' ? (point.disturbedRounds ?? 0) : 0,
    values: [ratio.value],
    ...rest,
  };
};

/** Of each point three rows: the sweep in peace, the disturbed one with the gate, and the same data without. */
export const compareSweeps = (peaceful: Dataset, disturbed: Dataset): readonly Row[] => {
  const [gated, ungated] = [true, false].map((gate) => pointsOf(disturbed, gate));
  return pointsOf(peaceful, true).flatMap(({ name, point }): readonly Row[] => {
    const [on, off] = [gated, ungated].map((each) => each?.find((other) => other.name === name));
    if (on === undefined || off === undefined) throw new BenchError(`no point '${name}'`);
    const alone = ratioOf(point);
    const against = (each: CasePoint): Partial<Row> => ({
      asked: three(alone.value),
      error: percentOff(ratioOf(each).value, alone.value),
    });
    return [
      rowOf(`${name}, in peace`, point),
      rowOf(`${name}, disturbed, with the gate`, on.point, {
        ...against(on.point),
        target: 'intervals overlap, or it is marked',
        met: on.point.verdict.verdict === 'disturbed' || overlap(alone, ratioOf(on.point)),
      }),
      rowOf(`${name}, disturbed, without it`, off.point, against(off.point)),
    ];
  });
};

/** How many runs a sweep marked and made again. */
export const countAttempts = (what: string, { runs }: Dataset): Row => {
  const counted = runs.filter(({ round }) => round >= 0);
  const planned = new Set(counted.map(({ index }) => index));
  const clean = new Set(counted.filter((run) => !isDisturbed(run)).map(({ index }) => index));
  const first = counted.filter((run) => run.attempt === 0 && isDisturbed(run)).length;
  const again = counted.filter(({ attempt }) => attempt > 0).length;
  return {
    what,
    measured: `${first} of ${planned.size} runs disturbed, ${again} repetitions, ${planned.size - clean.size} left disturbed`,
    ...{ asked: '', error: '', worst: '', target: '', disturbed: 0, values: [] },
    repetitions: planned.size,
  };
};
