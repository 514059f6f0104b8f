import type { Failure } from '../../model/failure.ts';
import { renderFailure } from '../../model/render-failure.ts';
import { failed, type Result } from '../../model/result.ts';
import { listMountPoints } from './mounts.ts';
import type { Tools } from './tools.ts';

/** Never deletes through a mount, be it one that could not be undone. */
export const removeFolder = async (
  folder: string,
  { files, controlFiles }: Pick<Tools, 'files' | 'controlFiles'>,
): Promise<string | undefined> => {
  const points = await listMountPoints(controlFiles);
  if (points === undefined)
    return `the folder '${folder}' was kept, because it cannot be told whether anything is mounted in it`;
  const inside = points.find((point) => point === folder || point.startsWith(`${folder}/`));
  if (inside !== undefined)
    return `the folder '${folder}' was kept, because something is mounted at '${inside}'`;
  const removed = await files.remove(folder);
  return removed.ok ? undefined : renderFailure(removed.failure).message;
};

/**
 * Makes the folder in which everything of a volume lies, in a folder of a known name that can be noted
 * down before. It is for this user alone, as the model may be. Gives its path without symbolic links.
 */
export const makeOwnFolder = async (
  parent: string,
  name: string,
  tools: Tools,
): Promise<Result<string, Failure>> => {
  const { files, controlFiles, changes } = tools;
  const above = await files.makeFolder(parent);
  if (!above.ok) return above;
  // The kernel names mounts and the files of loop devices in this way.
  const folder = `${(await controlFiles.resolve(parent)) ?? parent}/${name}`;
  if ((await files.stat(folder)) !== undefined)
    return failed({
      reason: 'file-failed',
      path: folder,
      operation: 'create the folder',
      problem:
        "something is there already, perhaps left by a run that was killed; 'emulate cleanup' undoes what such runs left",
    });
  return changes.make(
    { kind: 'volume-folder', path: folder },
    () => removeFolder(folder, tools),
    async () => {
      const made = await files.makeFolder(folder);
      return made.ok ? files.makeTemporaryFolder('private', folder) : made;
    },
  );
};
