import type { Failure } from '../model/failure.ts';
import { cacheFolder, stateFolder } from './paths.ts';

/** What to do where something in a folder of this program's own cannot be read or written; undefined elsewhere. */
export const ownFolderHint = (failure: Failure): string | undefined => {
  if (failure.reason !== 'file-failed') return undefined;
  const isBelow = (folder: string): boolean => `${failure.path}/`.startsWith(`${folder}/`);
  if (isBelow(cacheFolder()))
    return 'built programs and models are kept there; set XDG_CACHE_HOME to a folder that can be written to keep them elsewhere';
  if (isBelow(stateFolder()))
    return 'changes to this host are noted down there before they are made; set XDG_STATE_HOME to a folder that can be written to note them down elsewhere';
  return undefined;
};
