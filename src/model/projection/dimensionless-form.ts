import {
  bandwidthAtRatio,
  bandwidthRatio,
  latencyAtLayerTimes,
  layerTimes,
  type DecodeStream,
} from './dimensionless.ts';

/** What a parameter of the tier is, as far as it can be told without the speed of a host. */
export type Quantity = 'bandwidth' | 'latency' | 'residency';

/** How a parameter's level is told without the speed of a host. */
export interface DimensionlessForm {
  readonly quantity: Quantity;
  readonly symbol: 'rho' | 'Lambda' | 'f';
  /** A level beside a decode. */
  readonly of: (level: number, stream: DecodeStream) => number;
  /** The level that has a value beside a decode; the inverse of `of`. */
  readonly at: (value: number, stream: DecodeStream) => number;
}

const forms: Readonly<Record<Quantity, DimensionlessForm>> = {
  bandwidth: {
    quantity: 'bandwidth',
    symbol: 'rho',
    of: bandwidthRatio,
    at: bandwidthAtRatio,
  },
  latency: { quantity: 'latency', symbol: 'Lambda', of: layerTimes, at: latencyAtLayerTimes },
  // A share of the weights is without dimension already.
  residency: { quantity: 'residency', symbol: 'f', of: (share) => share, at: (share) => share },
};

/**
 * The dimensionless form of a parameter: of `tier.readBandwidth`, of `tier.readLatency` and its
 * quantiles, and of `tier.residency`; undefined for every other.
 */
export const dimensionlessForm = (parameter: string): DimensionlessForm | undefined => {
  if (parameter === 'tier.readBandwidth') return forms.bandwidth;
  if (parameter === 'tier.residency') return forms.residency;
  return parameter === 'tier.readLatency' || parameter.startsWith('tier.readLatency.')
    ? forms.latency
    : undefined;
};
