import type { BandwidthLaw } from '../../../src/model/curve/physics-fit.ts';
import { describeQuantity } from '../../../src/model/units.ts';
import type { Findings } from '../../../src/report/findings.ts';
import { numbers, renderTable, words } from '../../../src/report/markdown-table.ts';
import { bytesPerStep } from '../../../src/workloads/llama-bench/model/bytes-per-step.ts';
import { describeModel } from '../../../src/workloads/llama-bench/model/describe.ts';
import { modelShapes } from '../../../src/workloads/llama-bench/model/shape.ts';

/** The test whose law is shown. */
const test = 'tg128';
/** A rate that both models are asked for. */
const tokensPerSecond = 50;

const short = (value: number): number => Number(value.toPrecision(3));
const bytes = (value: number): string => describeQuantity('bytes', short(value));
const rate = (value: number): string => describeQuantity('bytes-per-second', short(value));

const lawOf = ({ fits, manifest }: Findings): BandwidthLaw => {
  const law = fits.find((fit) => fit.test === test && fit.parameter === 'tier.readBandwidth');
  if (law?.kind === 'fitted' && law.over === 'bandwidth') return law;
  throw new Error(
    `${manifest.model.name}: expected a law of ${test} over tier.readBandwidth, got ${law?.kind === 'not-fitted' ? law.why : 'none'}`,
  );
};

const nullRate = ({ curves }: Findings): string => {
  const point = curves.null.find((each) => each.test === test);
  return point?.tokensPerSecond === undefined ? '' : point.tokensPerSecond.value.toPrecision(3);
};

/** Of the shape that the model was made in. */
const formulaBytes = ({ manifest }: Findings): string => {
  const shape = modelShapes.find(({ name }) => manifest.model.name === `${name} (synthetic)`);
  return shape === undefined ? '' : bytes(bytesPerStep(describeModel(shape)));
};

/** Bandwidth at which a token takes so long, in bytes a second: `B = c / (t - a)`. */
const bandwidthFor = ({ a, c }: BandwidthLaw, ns: number): string =>
  ns > a ? rate((c * 1e9) / (ns - a)) : 'none is enough';

const columns = [
  words('model'),
  numbers('file'),
  numbers('a token reads'),
  numbers('fetched'),
  numbers('law: c'),
  numbers('law: a'),
  numbers('null'),
  numbers(`for ${tokensPerSecond} tokens/s`),
  numbers('for half of null'),
];

const rowOf = (findings: Findings): readonly string[] => {
  const law = lawOf(findings);
  const { model } = findings.manifest;
  return [
    model.name,
    bytes(model.bytes),
    formulaBytes(findings),
    law.bytesPerToken === undefined ? '' : bytes(law.bytesPerToken),
    bytes(law.c),
    `${(law.a / 1e6).toPrecision(3)} ms`,
    `${nullRate(findings)} tokens/s`,
    bandwidthFor(law, 1e9 / tokensPerSecond),
    bandwidthFor(law, 2 * law.a),
  ];
};

/** Sweeps of models side by side: what a token needs of a tier's bandwidth, by the law that was fitted. */
export const renderComparison = (sweeps: readonly Findings[]): string => {
  const [first] = sweeps;
  const host = first?.manifest.host;
  return [
    renderTable(columns, sweeps.map(rowOf)),
    '',
    `Decode (${test}), measured ${first?.manifest.createdUtc.slice(0, 10) ?? ''} on ${String(host?.cpus ?? '')} cores of ${host?.cpuModel ?? 'an unknown processor'}. ` +
      '_a token reads_ is by the formula, _fetched_ is what the tier counted, _c_ and _a_ are fitted to `t = a + c / B`.',
  ].join('\n');
};
