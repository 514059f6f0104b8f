import type { CasePoint } from '../model/curve/case-point.ts';
import type { Dimension } from '../model/dimension.ts';
import { describeQuantity } from '../model/units.ts';

/** A value that was counted or is a median of counts, for people: bytes and counts are whole. */
export const describeCounted = (dimension: Dimension, value: number): string =>
  describeQuantity(
    dimension,
    dimension === 'bytes' || dimension === 'count' ? Math.round(value) : value,
  );

/** What was asked or measured at a point; empty where that is not known. */
export const describeCountedAt = (
  { askedDimension }: CasePoint,
  value: number | undefined,
): string =>
  askedDimension === undefined || value === undefined ? '' : describeCounted(askedDimension, value);
