/** When a run began in a session that makes one every 5 seconds. */
export const startedUtc = (index: number): string =>
  new Date(Date.UTC(2026, 2, 1, 12, 0, 5 * index)).toISOString();
