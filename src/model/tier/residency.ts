import type { Bytes } from '../units.ts';

const million = 1_000_000;

/** How resident weights are chosen: evenly spread over a region, or its first bytes. */
export type Placement = 'even' | 'layers';

/** Which share of the weights stays in fast memory, in parts per million, and which weights these are. */
export interface Residency {
  readonly ppm: number;
  readonly placement: Placement;
}

/** What becomes of one unit. */
export interface UnitPlace {
  /** The unit stays in fast memory: it is never absent. */
  readonly resident: boolean;
  /** Bytes that a fetch of the unit moves over the link; 0 when it is resident. */
  readonly charge: Bytes;
}

const resident: UnitPlace = { resident: true, charge: 0 };
const absent = (charge: Bytes): UnitPlace => ({ resident: false, charge });

/** `total * ppm / 10^6`, rounded down: the product itself may lie beyond 2^53. */
const shareOf = (total: Bytes, ppm: number): Bytes =>
  Math.floor(total / million) * ppm + Math.floor(((total % million) * ppm) / million);

/** The first bytes of the region; the unit in which they end is charged for the rest of it. */
const placeFirst = (used: readonly Bytes[], ppm: number): readonly UnitPlace[] => {
  let budget = shareOf(
    used.reduce((sum, each) => sum + each, 0),
    ppm,
  );
  return used.map((bytes) => {
    if (bytes > 0 && bytes <= budget) {
      budget -= bytes;
      return resident;
    }
    const charge = bytes === 0 ? 0 : bytes - budget;
    if (bytes > 0) budget = 0;
    return absent(charge);
  });
};

/**
 * A unit stays whenever the share of all bytes so far allows one more. What is left at the end is
 * less than a unit, and is taken off the charge of the last unit that does not stay.
 */
const placeEvenly = (used: readonly Bytes[], ppm: number): readonly UnitPlace[] => {
  // In millionths of a byte: a whole number, so nothing is lost by rounding.
  let carry = 0;
  const places = used.map((bytes) => {
    carry += bytes * ppm;
    if (bytes === 0 || carry < bytes * million) return absent(bytes);
    carry -= bytes * million;
    return resident;
  });
  const last = places.findLastIndex(({ charge }) => charge > 0);
  return places.map((place, at) =>
    at === last
      ? absent(place.charge - Math.min(place.charge - 1, Math.floor(carry / million)))
      : place,
  );
};

/**
 * Decides for each unit of a region, in address order, whether it stays in fast memory and what its
 * fetch moves, from the bytes of it that the program uses (0: the unit was not seen in use; it stays
 * only if everything does, and is fetched whole when it is touched nevertheless).
 */
export const placeUnits = (
  used: readonly Bytes[],
  unitBytes: Bytes,
  { ppm, placement }: Residency,
): readonly UnitPlace[] => {
  if (ppm === million) return used.map(() => resident);
  const places = placement === 'layers' ? placeFirst(used, ppm) : placeEvenly(used, ppm);
  return places.map((place) => (place.resident || place.charge > 0 ? place : absent(unitBytes)));
};
