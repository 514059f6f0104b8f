import { isPlainPath, lastPart } from '../../model/own-names.ts';
import { renderFailure } from '../../model/render-failure.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import type { Files } from '../../ports/files.ts';
import type { Look } from '../../ports/left-changes.ts';
import { dataFileName } from './argv.ts';

/** What is left of background loads is looked for, and removed, through these. */
export interface LeftLoadPorts {
  readonly files: Pick<Files, 'remove'>;
  readonly controlFiles: Pick<ControlFiles, 'list' | 'resolve'>;
}

/** Looks for folders of background loads: nothing but the one file is ever deleted with them. */
export const lookForLoadFolders =
  ({ files, controlFiles }: LeftLoadPorts): Look<'background-folder'> =>
  async ({ path }) => {
    const untouched = (problem: string) => ({ state: 'untouched', problem }) as const;
    if (!isPlainPath(path) || !/^emulate-background-[0-9A-Za-z-]+$/.test(lastPart(path)))
      return untouched(`'${path}' is no folder of a background load`);
    const place = await controlFiles.resolve(path);
    if (place === undefined) return { state: 'gone' };
    if (place !== path) return untouched(`'${path}' leads by a link to '${place}'`);
    const names = await controlFiles.list(path);
    if (names === undefined) return untouched(`'${path}' is no folder that can be listed`);
    const stranger = names.find((name) => name !== dataFileName);
    if (stranger !== undefined)
      return untouched(`'${path}/${stranger}' is in it, which this program did not make`);
    if (names.length > 0 && (await controlFiles.list(`${path}/${dataFileName}`)) !== undefined)
      return untouched(`'${path}/${dataFileName}' is a folder, which this program did not make`);
    return {
      state: 'there',
      undo: async () => {
        const removed = await files.remove(path);
        return removed.ok ? undefined : renderFailure(removed.failure).message;
      },
    };
  };
