/**
 * What tells a file from every other one, and from itself before it was changed: `stat(2)`. Numbers
 * that may not fit a double are decimal digits.
 */
export interface FileIdentity {
  readonly device: string;
  readonly inode: string;
  readonly bytes: number;
  /** When its content was last changed, as somebody may have set it: UTC with nine decimals. */
  readonly modified: string;
  /** When anything about it was last changed; nobody can set it. */
  readonly changed: string;
}

const keys = ['device', 'inode', 'bytes', 'modified', 'changed'] as const;

/** Whether nothing has happened to a file. */
export const isSameFile = (one: FileIdentity, other: FileIdentity): boolean =>
  keys.every((key) => one[key] === other[key]);

const describeIdentity = ({ device, inode, bytes, modified }: FileIdentity): string =>
  `${bytes} B of ${modified} (inode ${inode}, device ${device})`;

const verbOf = (expected: FileIdentity, got: FileIdentity | undefined): string => {
  if (got === undefined) return 'was removed';
  if (expected.device !== got.device || expected.inode !== got.inode) return 'was replaced';
  if (got.bytes < expected.bytes) return 'was cut off';
  return 'was written to';
};

/** What happened to a file of which other content is found, in words such as `was cut off: expected ..., got ...`. */
export const describeFileChange = (expected: FileIdentity, got: FileIdentity | undefined): string =>
  `${verbOf(expected, got)}: expected ${describeIdentity(expected)}; got ${got === undefined ? 'no file' : describeIdentity(got)}`;
