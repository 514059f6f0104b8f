import type { Metric } from '../test-name.ts';
import { boundByBandwidth, type DecodeStream } from './dimensionless.ts';
import { dimensionlessForm, type DimensionlessForm, type Quantity } from './dimensionless-form.ts';
import { describeFormula } from './formula.ts';
import { notPreserved } from './not-preserved.ts';
import type { ReferencePart } from './reference-parts.ts';

/** A value with its interval, if it has one. */
export interface Ranged {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** The level of a parameter that a share of the throughput was found to need on a host. */
export interface RequiredLevel extends Ranged {
  readonly parameter: string;
  /** What must be kept. */
  readonly metric: Metric;
}

/** A requirement carried over from the host it was measured on to a part that nobody measured. */
export interface Projection {
  /** Never a measurement. */
  readonly kind: 'modelled';
  readonly part: ReferencePart;
  readonly parameter: string;
  readonly metric: Metric;
  readonly quantity: Quantity;
  readonly symbol: DimensionlessForm['symbol'];
  /** Latency must be at most what is required, everything else at least. */
  readonly bound: 'at least' | 'at most';
  /** As found on the host. */
  readonly required: Ranged;
  /** The same without the speed of the host. */
  readonly dimensionless: Ranged;
  /** The same on the part; its interval is that of the requirement alone. */
  readonly projected: Ranged;
  /** The decode on the host, without limits. */
  readonly host: DecodeStream;
  /** The decode on the part, taken as bound by the bandwidth of its memory. */
  readonly onPart: DecodeStream;
  /** How the numbers follow from one another. */
  readonly formula: string;
  /** What is not the same on the part, each a sentence or two. */
  readonly notPreserved: readonly string[];
}

/** A range with each of its numbers changed. */
export const mapRange = (
  { value, low, high }: Ranged,
  change: (value: number) => number,
): Ranged => ({
  value: change(value),
  ...(low === undefined ? {} : { low: change(low) }),
  ...(high === undefined ? {} : { high: change(high) }),
});

/**
 * Carries a requirement over to a part by its dimensionless form. With `B_f` the bandwidth of the
 * part's memory, at which a decode that it bounds streams its weights, a bandwidth becomes `rho x B_f` and
 * a latency `Lambda x W / layers / B_f`; residency stays. Undefined for a parameter without such a form.
 */
export const projectRequirement = (
  { parameter, metric, ...required }: RequiredLevel,
  host: DecodeStream,
  part: ReferencePart,
): Projection | undefined => {
  const form = dimensionlessForm(parameter);
  if (form === undefined) return undefined;
  const onPart = boundByBandwidth(host, part.readBandwidth.value);
  const dimensionless = mapRange(required, (level) => form.of(level, host));
  const projected = mapRange(dimensionless, (value) => form.at(value, onPart));
  return {
    kind: 'modelled',
    part,
    parameter,
    metric,
    quantity: form.quantity,
    symbol: form.symbol,
    bound: form.quantity === 'latency' ? 'at most' : 'at least',
    required,
    dimensionless,
    projected,
    host,
    onPart,
    formula: describeFormula(form.quantity, required.value, host, onPart),
    notPreserved,
  };
};
