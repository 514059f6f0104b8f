import type { Bytes, BytesPerSecond, Nanoseconds } from '../units.ts';

/**
 * Decode of one model at one speed, on a host or on another part; all positive. A tier's levels are
 * held against it, so that they can be told without the speed of either.
 */
export interface DecodeStream {
  /** Bytes of weights that a token needs, wherever they lie. */
  readonly bytesPerToken: Bytes;
  /** Without limits. */
  readonly tokensPerSecond: number;
  /** Layers of the model. */
  readonly layers: number;
}

/** Bytes of weights used in a second, `W x tokens per second`. */
export const weightStream = ({ bytesPerToken, tokensPerSecond }: DecodeStream): BytesPerSecond =>
  bytesPerToken * tokensPerSecond;

/**
 * Time of a layer, `1 / (tokens per second x layers)`: all layers are taken as equal, and what lies
 * outside of them, such as the output matrix, is spread over them.
 */
export const layerTime = ({ tokensPerSecond, layers }: DecodeStream): Nanoseconds =>
  1e9 / (tokensPerSecond * layers);

/** rho: a tier's bandwidth over the weight stream. */
export const bandwidthRatio = (bandwidth: BytesPerSecond, stream: DecodeStream): number =>
  bandwidth / weightStream(stream);

/** The bandwidth of a tier with a given rho; the inverse of {@link bandwidthRatio}. */
export const bandwidthAtRatio = (ratio: number, stream: DecodeStream): BytesPerSecond =>
  ratio * weightStream(stream);

/** Lambda: a tier's latency in layer times. */
export const layerTimes = (latency: Nanoseconds, stream: DecodeStream): number =>
  latency / layerTime(stream);

/** The latency of a tier with a given Lambda; the inverse of {@link layerTimes}. */
export const latencyAtLayerTimes = (times: number, stream: DecodeStream): Nanoseconds =>
  times * layerTime(stream);

/**
 * Decode of the same model where the bandwidth of a memory is all that bounds it: `B / W` tokens per
 * second, so that its weight stream is B and a layer takes `W / layers / B`.
 */
export const boundByBandwidth = (
  { bytesPerToken, layers }: Pick<DecodeStream, 'bytesPerToken' | 'layers'>,
  bandwidth: BytesPerSecond,
): DecodeStream => ({ bytesPerToken, layers, tokensPerSecond: bandwidth / bytesPerToken });
