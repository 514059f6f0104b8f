/** A user and a group, as the kernel counts them. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The largest id; one more, -1, means "leave it" to chown(2). */
const largestId = 2 ** 32 - 2;

const parseId = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  const id = Number(text);
  return id <= largestId ? id : undefined;
};

/**
 * The user who called sudo, to whom results belong: sudo tells of him in SUDO_UID and SUDO_GID, see
 * sudo(8). Undefined for anybody but root, whose environment says nothing about what he may do, for
 * root himself, and where one of the two is no id.
 */
export const readInvokingUser = (
  effectiveUid: number | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Owner | undefined => {
  if (effectiveUid !== 0) return undefined;
  const uid = parseId(environment['SUDO_UID']);
  const gid = parseId(environment['SUDO_GID']);
  return uid === undefined || uid === 0 || gid === undefined ? undefined : { uid, gid };
};
