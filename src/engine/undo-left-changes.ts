import type { Failure } from '../model/failure.ts';
import { outlivesRestart } from '../model/host-change.ts';
import { renderFailure } from '../model/render-failure.ts';
import { success, type Result } from '../model/result.ts';
import type { LeftChange, Undone, UndoReport } from '../model/undo-report.ts';
import type { LeftBehind, Remains } from '../ports/left-changes.ts';

/**
 * What could not be undone may have waited for something else that was then undone; and whatever is
 * killed may leave changes of its own.
 */
const mostRounds = 4;

const lookFor = async (left: LeftChange, behind: LeftBehind): Promise<Remains> =>
  left.restarted && !outlivesRestart(left.change) ? { state: 'gone' } : behind.look(left.change);

const undo = async (left: LeftChange, behind: LeftBehind, dryRun: boolean): Promise<Undone> => {
  const remains = await lookFor(left, behind);
  if (remains.state === 'untouched') return { left, how: 'untouched', problem: remains.problem };
  const detail =
    remains.state === 'there' && remains.detail !== undefined ? { detail: remains.detail } : {};
  if (dryRun) return { left, how: remains.state === 'there' ? 'found' : 'gone', ...detail };
  const problem = remains.state === 'there' ? await remains.undo() : undefined;
  if (problem !== undefined) return { left, how: 'stays', problem, ...detail };
  const struck = await behind.strike(left.path);
  return struck.ok
    ? { left, how: remains.state === 'there' ? 'undone' : 'gone', ...detail }
    : { left, how: 'stays', problem: renderFailure(struck.failure).message, ...detail };
};

/** A mistake in one kind of undoing does not keep the others from being undone. */
const undoSafely = (left: LeftChange, behind: LeftBehind, dryRun: boolean): Promise<Undone> =>
  undo(left, behind, dryRun).catch((error: unknown) => ({
    left,
    how: 'stays',
    problem: `the undoing failed: ${String(error)}`,
  }));

/**
 * Processes first, although they were noted first: they are for all that came after, and hold mounts
 * and devices open. Everything else in the reverse order of its making.
 */
const inOrder = (changes: readonly LeftChange[]): readonly LeftChange[] => [
  ...changes.filter(({ change }) => change.kind === 'processes'),
  ...changes.filter(({ change }) => change.kind !== 'processes'),
];

/** Undoes what processes that are gone left on this host, or only looks for it. */
export const undoLeftChanges = async (
  behind: LeftBehind,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Result<UndoReport, Failure>> => {
  const outcomes = new Map<string, Undone>();
  const torn = new Set<string>();
  for (let round = 1; ; round += 1) {
    const left = await behind.read();
    if (!left.ok) return left;
    const { changes, strange, elsewhere } = left.value;
    let hasUndone = false;
    for (const each of inOrder(changes)) {
      const outcome = await undoSafely(each, behind, dryRun);
      outcomes.set(each.path, outcome);
      hasUndone ||= outcome.how === 'undone';
    }
    for (const path of left.value.torn) {
      torn.add(path);
      if (dryRun) continue;
      const struck = await behind.strike(path);
      if (!struck.ok) return struck;
    }
    if (!hasUndone || round === mostRounds)
      return success({ changes: [...outcomes.values()], torn: [...torn], strange, elsewhere });
  }
};
