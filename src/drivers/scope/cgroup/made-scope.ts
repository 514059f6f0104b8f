import { renderFailure } from '../../../model/render-failure.ts';
import type { ScopeKind, ScopeRequest } from '../../../model/scope.ts';
import type { Failure } from '../../../model/failure.ts';
import type { Result } from '../../../model/result.ts';
import type { Scope } from '../../../ports/scope.ts';
import type { CgroupContext } from './context.ts';
import { allFolders, type CgroupFolders } from './folders.ts';
import { launcher } from './launcher.ts';
import { supervise } from './supervise.ts';

/** A scope whose folders are there, with their limits in force. */
export interface MadeScope {
  readonly kind: ScopeKind;
  readonly request: ScopeRequest;
  readonly folders: CgroupFolders;
  readonly applied: Readonly<Record<string, number>>;
  /** Takes the folders away again; called until it succeeds. */
  readonly remove: () => Promise<Result<void, Failure>>;
}

/** The scope as others see it. */
export const scopeOf = (context: CgroupContext, made: MadeScope): Scope => {
  const { kind, request, folders, applied, remove } = made;
  const all = allFolders(folders);
  const { end, ...supervised } = supervise(context, folders, {
    device: request.limits.io?.device.id,
  });
  let isRemoved = false;
  return {
    ...supervised,
    kind,
    name: request.name,
    place: all[0] ?? '',
    applied,
    entry: launcher(all),
    [Symbol.asyncDispose]: async () => {
      if (isRemoved) return;
      const ended = await end();
      // A folder with processes in it cannot be removed.
      const removed = ended.ok ? await remove() : ended;
      if (!removed.ok) throw new Error(renderFailure(removed.failure).message);
      isRemoved = true;
    },
  };
};
