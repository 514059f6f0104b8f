import type { CasePoint } from '../../../src/model/curve/case-point.ts';
import { describeQuantity } from '../../../src/model/units.ts';
import type { Findings } from '../../../src/report/findings.ts';
import { numbers, renderTable } from '../../../src/report/markdown-table.ts';
import { bytesPerStep } from '../../../src/workloads/llama-bench/model/bytes-per-step.ts';
import { describeModel } from '../../../src/workloads/llama-bench/model/describe.ts';
import { modelShapes } from '../../../src/workloads/llama-bench/model/shape.ts';

const parameter = 'tier.readBandwidth';

const bytes = (value: number | undefined): string =>
  value === undefined ? 'unknown' : describeQuantity('bytes', Number(value.toPrecision(3)));

/** Points of the longest decode of a sweep: without limits, and at each level by its text. */
interface Decode {
  readonly model: string;
  readonly test: string;
  readonly unlimited: CasePoint | undefined;
  readonly levels: ReadonlyMap<string, CasePoint>;
  /** What a token reads, by the formula for the shape that the model was made in. */
  readonly reads: string;
}

const decodeOf = ({ curves, manifest }: Findings): Decode => {
  const sweep = curves.sweeps.find((each) => each.parameter === parameter);
  const curve = sweep?.curves.findLast(({ metric }) => metric === 'tg');
  if (curve === undefined)
    throw new Error(`${manifest.model.name}: expected a sweep of ${parameter} with a decode test`);
  const shape = modelShapes.find(({ name }) => manifest.model.name === `${name} (synthetic)`);
  return {
    model: manifest.model.name.replace(' (synthetic)', ''),
    test: curve.test,
    unlimited: curves.null.find(({ test }) => test === curve.test),
    levels: new Map(curve.points.map((point) => [point.level.text, point])),
    reads: shape === undefined ? 'unknown' : bytes(bytesPerStep(describeModel(shape))),
  };
};

const describeRate = (point: CasePoint | undefined): string => {
  const rate = point?.tokensPerSecond;
  if (rate === undefined) return '-';
  const range =
    rate.low === undefined || rate.high === undefined
      ? ''
      : ` (${rate.low.toPrecision(3)} to ${rate.high.toPrecision(3)})`;
  return `${rate.value.toPrecision(3)}${range}`;
};

const factor = (one: CasePoint | undefined, other: CasePoint | undefined): string =>
  one?.tokensPerSecond === undefined || other?.tokensPerSecond === undefined
    ? '-'
    : (other.tokensPerSecond.value / one.tokensPerSecond.value).toPrecision(3);

/** Two sweeps of the same tier side by side: how fast each model decodes at each bandwidth. */
export const renderComparison = (dense: Findings, mixture: Findings): string => {
  const [one, other] = [decodeOf(dense), decodeOf(mixture)];
  const { host, createdUtc } = dense.manifest;
  const rowOf = (name: string, left: CasePoint | undefined, right: CasePoint | undefined) => [
    name,
    describeRate(left),
    describeRate(right),
    factor(left, right),
  ];
  const [slowest] = [...one.levels.keys()].slice(-1);
  return [
    renderTable(
      [
        numbers(parameter),
        numbers(`${one.model}, tokens/s`),
        numbers(`${other.model}, tokens/s`),
        numbers('factor'),
      ],
      [
        rowOf('null', one.unlimited, other.unlimited),
        ...[...one.levels].map(([level, point]) => rowOf(level, point, other.levels.get(level))),
      ],
    ),
    '',
    `Decode (${one.test}), medians with their 95 % intervals; measured ${createdUtc.slice(0, 10)} on ${String(host.cpus)} cores of ${host.cpuModel ?? 'an unknown processor'}. ` +
      `A token of \`${one.model}\` reads ${one.reads} by the formula, and fetched ${bytes(one.levels.get(slowest ?? '')?.bytesPerStep)}; ` +
      `one of \`${other.model}\` reads ${other.reads}, and fetched ${bytes(other.levels.get(slowest ?? '')?.bytesPerStep)}.`,
  ].join('\n');
};
