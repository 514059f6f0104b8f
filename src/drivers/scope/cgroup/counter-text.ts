/** A whole number as the kernel writes it; undefined for anything else, such as `max`. */
export const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : undefined;

/** The value of a key in lines such as `anon 4096`. */
export const keyedNumber = (content: string | undefined, key: string): number | undefined => {
  const line = content?.split('\n').find((each) => each.startsWith(`${key} `));
  return wholeNumber(line?.slice(key.length + 1));
};

/**
 * Time in which at least one process waited, in nanoseconds, from lines such as
 * `some avg10=0.00 avg60=0.00 avg300=0.00 total=499353`, where the total is in microseconds: the
 * kernel's Documentation/accounting/psi.rst.
 */
export const pressureNs = (content: string | undefined): number | undefined => {
  const total = /^some .*\btotal=(\d+)$/m.exec(content ?? '')?.[1];
  return total === undefined ? undefined : Number(total) * 1000;
};

/**
 * The sum over devices of a number in their lines. Without a device all are summed; a device
 * without a line has done nothing yet.
 */
const sumOfDevices = (
  content: string | undefined,
  device: string | undefined,
  numberIn: (line: string) => string | undefined,
): number | undefined => {
  if (content === undefined) return undefined;
  const lines = content
    .split('\n')
    .filter((line) =>
      device === undefined ? /^\d+:\d+ /.test(line) : line.startsWith(`${device} `),
    );
  return lines.reduce((sum, line) => sum + (wholeNumber(numberIn(line)) ?? 0), 0);
};

/** A counter in version 2's `254:0 rbytes=4096 wbytes=0 rios=1 ...`. */
export const ioStat = (
  content: string | undefined,
  device: string | undefined,
  key: 'rbytes' | 'rios',
): number | undefined =>
  sumOfDevices(content, device, (line) => new RegExp(` ${key}=(\\d+)`).exec(line)?.[1]);

/** Reads in version 1's `254:0 Read 4096`; its totals count writes too. */
export const blkioReads = (
  content: string | undefined,
  device: string | undefined,
): number | undefined => sumOfDevices(content, device, (line) => / Read (\d+)$/.exec(line)?.[1]);
