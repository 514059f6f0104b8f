import type { BytesPerSecond } from '../units.ts';

interface LinkCounters {
  readonly bytesFetched: number;
  readonly linkBusyNs: number;
  readonly latenessNs: number;
}

/**
 * The bandwidth that a tier delivered while its link was busy: bytes fetched over the time that the
 * model took for them and the time by which waits took longer than asked. Undefined when
 * nothing was fetched or the link asked for no time.
 */
export const measuredBandwidth = (counters: LinkCounters): BytesPerSecond | undefined => {
  const ns = counters.linkBusyNs + counters.latenessNs;
  return counters.bytesFetched > 0 && ns > 0 ? (counters.bytesFetched * 1e9) / ns : undefined;
};
