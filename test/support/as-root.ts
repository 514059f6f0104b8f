import { chown, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

/** Why a test for root alone is skipped; undefined for root. */
export const whyNotRoot =
  process.geteuid?.() === 0 ? undefined : 'only root can give files to another user';

/** A user with no rights and, as a rule, no home: `nobody`. */
export const nobody = 65_534;

/** What sudo tells of the one who called it. */
export const sudoEnvironment = { SUDO_UID: String(nobody), SUDO_GID: String(nobody) };

/** Stands before a command line: it is run as nobody. */
export const asNobody = [
  'setpriv',
  ...['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups', '--'],
] as const;

/** A folder that belongs to nobody. */
export const makeNobodysFolder = async (path: string): Promise<string> => {
  await mkdir(path, { mode: 0o755 });
  await chown(path, nobody, nobody);
  return path;
};

/** What lies below a folder, links not followed: a path within it, an owner and a mode each. */
export const listOwners = async (
  folder: string,
  within = '',
): Promise<readonly { readonly path: string; readonly owner: string; readonly mode: number }[]> => {
  const names = await readdir(join(folder, within));
  const lists = await Promise.all(
    names.map(async (name) => {
      const path = join(within, name);
      const { uid, gid, mode } = await lstat(join(folder, path));
      const own = { path, owner: `${uid}:${gid}`, mode: mode & 0o7777 };
      return (mode & 0o170000) === 0o040000 ? [own, ...(await listOwners(folder, path))] : [own];
    }),
  );
  return lists.flat();
};
