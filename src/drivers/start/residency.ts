import type { Bytes } from '../../model/units.ts';
import type { HeldFile } from '../../ports/constraint.ts';
import type { PageCache } from '../../ports/page-cache.ts';

/** How much of several files is in memory. */
export interface Residency {
  /** Of all of them; undefined where the host cannot tell. */
  readonly bytes: Bytes | undefined;
  /** In the order of the files; a file of which the host cannot tell is left out. */
  readonly files: readonly { readonly file: HeldFile; readonly bytes: Bytes }[];
}

/** Bytes of all files. */
export const sizeOf = (files: readonly HeldFile[]): Bytes =>
  files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Looks how much of files is in memory. A page at the end of a file counts no further than the file. */
export const lookAt = async (
  pageCache: Pick<PageCache, 'resident'>,
  held: readonly HeldFile[],
): Promise<Residency> => {
  const files: { file: HeldFile; bytes: Bytes }[] = [];
  for (const file of held) {
    const resident = await pageCache.resident(file.path);
    if (resident !== undefined) files.push({ file, bytes: Math.min(resident, file.bytes) });
  }
  return {
    bytes:
      files.length < held.length ? undefined : files.reduce((sum, { bytes }) => sum + bytes, 0),
    files,
  };
};
