import { describeQuantity, type Bytes } from '../units.ts';
import {
  bandwidthAtRatio,
  bandwidthRatio,
  latencyAtLayerTimes,
  layerTime,
  layerTimes,
  weightStream,
  type DecodeStream,
} from './dimensionless.ts';
import type { Quantity } from './dimensionless-form.ts';

/** Four digits, as quantities are described. */
const plain = (value: number): string => String(Number(value.toPrecision(4)));

const bandwidthText = (value: number): string => describeQuantity('bytes-per-second', value);
const timeText = (value: number): string => describeQuantity('time', value);
const bytesText = (value: Bytes): string => describeQuantity('bytes', Math.round(value));

const bandwidthFormula = (level: number, host: DecodeStream, onPart: DecodeStream): string => {
  const ratio = bandwidthRatio(level, host);
  return (
    `rho = B / (W x tokens/s) = ${bandwidthText(level)} / (${bytesText(host.bytesPerToken)} x ${plain(host.tokensPerSecond)} tokens/s = ${bandwidthText(weightStream(host))}) = ${plain(ratio)}; ` +
    `on the part, which streams the weights at B_f = ${bandwidthText(weightStream(onPart))}, ` +
    `B = rho x B_f = ${plain(ratio)} x ${bandwidthText(weightStream(onPart))} = ${bandwidthText(bandwidthAtRatio(ratio, onPart))}.`
  );
};

const latencyFormula = (level: number, host: DecodeStream, onPart: DecodeStream): string => {
  const times = layerTimes(level, host);
  return (
    `Lambda = L x tokens/s x layers = ${timeText(level)} x ${plain(host.tokensPerSecond)} tokens/s x ${host.layers} = ${plain(times)} layer times; ` +
    `on the part, which streams the weights at B_f = ${bandwidthText(weightStream(onPart))}, a layer takes ` +
    `t = W / layers / B_f = ${bytesText(host.bytesPerToken)} / ${host.layers} / ${bandwidthText(weightStream(onPart))} = ${timeText(layerTime(onPart))}, ` +
    `so L = Lambda x t = ${plain(times)} x ${timeText(layerTime(onPart))} = ${timeText(latencyAtLayerTimes(times, onPart))}.`
  );
};

/** How a level on the host becomes one on a part, in words with the numbers put in. */
export const describeFormula = (
  quantity: Quantity,
  level: number,
  host: DecodeStream,
  onPart: DecodeStream,
): string => {
  switch (quantity) {
    case 'bandwidth':
      return bandwidthFormula(level, host, onPart);
    case 'latency':
      return latencyFormula(level, host, onPart);
    case 'residency':
      return `f = ${describeQuantity('share', level)} on both: a share of the weights has no scale.`;
  }
};
