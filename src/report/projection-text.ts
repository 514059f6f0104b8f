import type { Dimension } from '../model/dimension.ts';
import { layerTime, weightStream } from '../model/projection/dimensionless.ts';
import type { Quantity } from '../model/projection/dimensionless-form.ts';
import { notPreserved } from '../model/projection/not-preserved.ts';
import type { Projection, Ranged } from '../model/projection/project.ts';
import type { ReferencePart, Sourced } from '../model/projection/reference-parts.ts';
import {
  describeQuantity,
  type Bytes,
  type BytesPerSecond,
  type Nanoseconds,
} from '../model/units.ts';

const rate = (value: BytesPerSecond): string => describeQuantity('bytes-per-second', value);
const time = (value: Nanoseconds): string => describeQuantity('time', value);
const size = (value: Bytes): string => describeQuantity('bytes', Math.round(value));
const share = (value: number): string => describeQuantity('share', Number(value.toPrecision(4)));

const describers: Readonly<Record<Quantity, (value: number) => string>> = {
  bandwidth: rate,
  latency: time,
  residency: share,
};

const interval = ({ low, high }: Ranged, describe: (value: number) => string): string =>
  low === undefined || high === undefined
    ? ''
    : ` (interval of the requirement alone: ${describe(low)} to ${describe(high)})`;

const headline = ({ part, parameter, quantity, bound, projected }: Projection): string => {
  const describe = describers[quantity];
  return `Modelled, not measured: beside ${part.title}, ${parameter} must be ${bound} ${describe(projected.value)}${interval(projected, describe)}.`;
};

/** What it means that the host may be bound by computation. */
const hostBound = ({ host, onPart, quantity }: Projection): readonly string[] =>
  quantity === 'residency'
    ? []
    : [
        `The scale is the weight stream that decode used here, ${rate(weightStream(host))}, not what this host's memory could deliver: where that is more, part of a layer's ${time(layerTime(host))} here is computation, ` +
          `which hides transfers and latency and is missing from the ${time(layerTime(onPart))} on a part that is bound by bandwidth, so what it needs may be stricter.`,
      ];

const beyondOwnMemory = ({ part, quantity, projected }: Projection): readonly string[] => {
  const { readBandwidth, readLatency } = part;
  if (quantity === 'bandwidth' && projected.value > readBandwidth.value)
    return [
      `That is more than its own memory delivers, ${rate(readBandwidth.value)}: with the residency and prefetch that were emulated, only a tier faster than that memory keeps the share.`,
    ];
  return quantity === 'latency' && readLatency !== undefined && projected.value < readLatency.value
    ? [
        `That is less than an access to its own memory takes, ${time(readLatency.value)} (${readLatency.grade}): no tier behind that memory answers so fast.`,
      ]
    : [];
};

const beyondCapacity = ({ part: { capacity }, host }: Projection): readonly string[] =>
  host.bytesPerToken > capacity.value
    ? [
        `The ${size(host.bytesPerToken)} of weights that a token needs exceed its ${size(capacity.value)}: the reference there is as much of that memory as they take, at the bandwidth of one.`,
      ]
    : [];

const prompts = ({ metric, quantity, bound }: Projection): readonly string[] =>
  metric !== 'pp' || quantity === 'residency'
    ? []
    : [
        `It comes from pp and is ${bound === 'at least' ? 'a lower' : 'an upper'} bound: prompts are bound by computation here far longer than on an accelerator.`,
      ];

/** One projection for a terminal; it says first that nothing of it was measured. */
export const renderProjection = (projection: Projection): string =>
  [
    headline(projection),
    ...[
      projection.formula,
      ...hostBound(projection),
      ...beyondOwnMemory(projection),
      ...beyondCapacity(projection),
      ...prompts(projection),
    ].map((text) => `  ${text}`),
  ].join('\n');

const describeSource = (
  what: string,
  dimension: Dimension,
  { value, grade, source, address, note }: Sourced<number>,
): string =>
  `  - ${what} ${describeQuantity(dimension, value)} (${grade}): ${source}, ${address}${note === undefined ? '' : `. ${note}`}`;

const renderPart = ({ id, title, readBandwidth, readLatency, capacity }: ReferencePart): string =>
  [
    `${id}, ${title}:`,
    describeSource('read bandwidth', 'bytes-per-second', readBandwidth),
    ...(readLatency === undefined ? [] : [describeSource('access latency', 'time', readLatency)]),
    describeSource('capacity', 'bytes', capacity),
  ].join('\n');

/** What holds for all projections, and the sources of each part's numbers, once. Empty for none. */
export const renderProjectionNotes = (projections: readonly Projection[]): string => {
  if (projections.length === 0) return '';
  const parts = new Map(projections.map(({ part }) => [part.id, part]));
  return [
    [
      'The model, and its batch of one, are the same on both sides. Not preserved by the scaling:',
      ...notPreserved.map((text) => `  - ${text}`),
    ].join('\n'),
    ...[...parts.values()].map(renderPart),
  ].join('\n\n');
};

/** Projections for a terminal, with what holds for all of them below. Empty for none. */
export const renderProjections = (projections: readonly Projection[]): string =>
  projections.length === 0
    ? ''
    : [...projections.map(renderProjection), renderProjectionNotes(projections)].join('\n\n');
