/** One limit in the kernel's files. */
export interface LimitSetting {
  readonly path: string;
  /** What is written. */
  readonly text: string;
  /** Where it is read back, when that is another file. */
  readonly readPath?: string;
  /** What {@link LimitSetting.read} must find then. */
  readonly expected: string;
  /** The limit in the file's content. */
  readonly read: (content: string) => string;
  /** What is in force when it is found, by parameter, in counting units. */
  readonly applied: Readonly<Record<string, number>>;
}

/** Swap limits are cut to whole pages by the kernel; this is a multiple of every size of page. */
const granule = 64 * 2 ** 10;

/** A swap limit that the kernel keeps as it is; never more than asked. */
export const wholePages = (bytes: number): number => Math.floor(bytes / granule) * granule;

/** A rate as the kernel takes it: whole, and 0 would mean no limit or be refused. */
export const wholeRate = (rate: number): number => Math.max(1, Math.round(rate));

/** The line of a device in a file with one line each, without the device; undefined when it has none. */
export const lineOfDevice = (content: string, device: string): string | undefined =>
  content
    .split('\n')
    .find((line) => line.startsWith(`${device} `))
    ?.slice(device.length + 1);
