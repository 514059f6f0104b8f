import type { Bytes, Nanoseconds } from '../units.ts';
import { createLink } from './link.ts';
import { placeUnits } from './residency.ts';
import type { ResolvedTier } from './resolved-tier.ts';

/** A unit by its place: the number of its region, and its own within the region. */
export interface UnitRef {
  readonly region: number;
  readonly unit: number;
}

/** A unit is accessible, not there, on its way, kept in fast memory, or given back by the program. */
export type UnitState = 'open' | 'absent' | 'booked' | 'resident' | 'gone';

/** What a touch of a unit brings about. */
export interface Touch {
  /** Real time at which the unit has arrived. */
  readonly arrival: Nanoseconds;
  /** Units that left the buffer, oldest first. */
  readonly evicted: readonly (UnitRef & { readonly wasOpen: boolean })[];
}

/** What the tier has moved so far. */
export interface TierSums {
  readonly bytes: Bytes;
  readonly fetches: number;
  /** Tier time in which the link moved data. */
  readonly linkBusyNs: Nanoseconds;
}

/** A tier in virtual time: what the pager puts into force, without memory and clocks. */
export interface TierModel {
  /**
   * A touch at a real time: books the unit, and the units read ahead of it. Undefined for a unit
   * that is accessible or given back, whose touch the tier does not see.
   */
  touch(ref: UnitRef, request: Nanoseconds): Touch | undefined;
  /**
   * Opens a booked unit at a real time, and with it neighbours that have arrived: at most half of
   * what is read ahead, so that the rest is on its way at the next touch. Returns how many were
   * opened: 0 for a unit that is not booked, because it was evicted or opened meanwhile.
   */
  open(ref: UnitRef, now: Nanoseconds): number;
  /** The program gives the unit's memory back. */
  giveBack(ref: UnitRef): void;
  /** What has become of a unit so far. */
  stateOf(ref: UnitRef): UnitState;
  /** Units in the buffer: booked or open, and those given back that have not left it yet. */
  staged(): number;
  /** Bytes of the program's that stay in fast memory without ever being fetched. */
  readonly residentBytes: Bytes;
  /** What was moved so far. */
  sums(): TierSums;
}

/** Units that stay in the buffer besides those read ahead, when others are evicted. */
const keptOpen = 6;
/** Units evicted at a time, at the most: small ones leave one by one, so that no touch pays for many. */
const evictedAtOnce = (unitBytes: Bytes): number => (unitBytes < 2 ** 20 ? 1 : 64);

interface Unit extends UnitRef {
  readonly used: Bytes;
  readonly charge: Bytes;
  state: UnitState;
  fetches: number;
  arrival: Nanoseconds;
}

const placeRegion = (tier: ResolvedTier, used: readonly Bytes[], region: number): Unit[] => {
  const residency = { ppm: tier.residencyPpm, placement: tier.placement };
  return placeUnits(used, tier.unitBytes, residency).map(({ resident, charge }, unit) => ({
    region,
    unit,
    used: used[unit] ?? 0,
    charge,
    state: resident ? 'resident' : 'absent',
    fetches: 0,
    arrival: 0,
  }));
};

/**
 * A tier whose weights are some regions of memory, each the used bytes of its units in address
 * order (the whole unit where that was not surveyed). Nothing is in the buffer, time is 0.
 *
 * The same arithmetic as tier-model.h, which the pager runs: equal touches have equal arrivals.
 */
export const createTierModel = (
  tier: ResolvedTier,
  regions: readonly (readonly Bytes[])[],
): TierModel => {
  const units = regions.map((used, region) => placeRegion(tier, used, region));
  const link = createLink(tier);
  const buffer: Unit[] = [];
  const group = evictedAtOnce(tier.unitBytes);
  const keep = Math.max(Math.floor(tier.bufferUnits / 4), tier.prefetchUnits + keptOpen);
  const sums = { bytes: 0, fetches: 0, linkBusyNs: 0 };

  const unitAt = ({ region, unit }: UnitRef): Unit => {
    const found = units[region]?.[unit];
    if (found === undefined)
      throw new Error(`Internal error: no unit ${unit} in region ${region} of the tier`);
    return found;
  };

  const evict = () => {
    const leaving = buffer.splice(0, Math.min(group, Math.max(0, buffer.length - keep)));
    return leaving.map((each) => {
      const { region, unit, state } = each;
      if (state !== 'gone') each.state = 'absent';
      return { region, unit, wasOpen: state === 'open' };
    });
  };

  const stage = (each: Unit, request: Nanoseconds) => {
    const evicted = buffer.length >= tier.bufferUnits ? evict() : [];
    const { region, unit, charge: bytes, fetches: earlier } = each;
    const booking = link.book({ region, unit, earlier, bytes }, request);
    sums.bytes += bytes;
    sums.fetches += 1;
    sums.linkBusyNs += booking.end - booking.start;
    each.fetches += 1;
    each.arrival = booking.arrival;
    each.state = 'booked';
    buffer.push(each);
    return evicted;
  };

  const isReadAhead = ({ used, state }: Unit): boolean =>
    used > 0 && state !== 'resident' && state !== 'gone';

  return {
    touch: (ref, request) => {
      const touched = unitAt(ref);
      if (touched.state !== 'absent' && touched.state !== 'booked') return undefined;
      const ahead = (units[ref.region] ?? [])
        .slice(ref.unit + 1)
        .filter(isReadAhead)
        .slice(0, tier.prefetchUnits);
      // One after the other: staging one unit may evict the next, which is then absent.
      const evicted = [touched, ...ahead].flatMap((each) =>
        each.state === 'absent' ? stage(each, request) : [],
      );
      return { arrival: touched.arrival, evicted };
    },
    open: (ref, now) => {
      const opened = unitAt(ref);
      if (opened.state !== 'booked') return 0;
      const most = 1 + Math.floor(tier.prefetchUnits / 2);
      const following = (units[ref.region] ?? []).slice(ref.unit + 1, ref.unit + most);
      const end = following.findIndex(({ state, arrival }) => state !== 'booked' || arrival > now);
      const arrived = end < 0 ? following : following.slice(0, end);
      for (const each of [opened, ...arrived]) each.state = 'open';
      return 1 + arrived.length;
    },
    giveBack: (ref) => {
      unitAt(ref).state = 'gone';
    },
    stateOf: (ref) => unitAt(ref).state,
    staged: () => buffer.length,
    residentBytes: units
      .flat()
      .reduce(
        (sum, { used, state, charge }) =>
          state === 'resident' ? sum + used : sum + Math.max(0, used - charge),
        0,
      ),
    sums: () => ({ ...sums }),
  };
};
