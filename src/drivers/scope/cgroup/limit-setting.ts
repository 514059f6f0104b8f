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

/** The line of a device in a file with one line each, without the device; undefined when it has none. */
export const lineOfDevice = (content: string, device: string): string | undefined =>
  content
    .split('\n')
    .find((line) => line.startsWith(`${device} `))
    ?.slice(device.length + 1);
