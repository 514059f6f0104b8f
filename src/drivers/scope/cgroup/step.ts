import type { HostChange } from '../../../model/host-change.ts';
import type { Failure } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { CgroupContext } from './context.ts';
import { removeFolder } from './remove-folder.ts';

/** One thing done to make a scope: what is printed before is what is done. */
export type Step =
  | { readonly kind: 'make'; readonly folder: string }
  | {
      readonly kind: 'write';
      readonly path: string;
      readonly text: string;
      /** Written to undo it; absent for what goes with its folder. */
      readonly undo?: string;
    }
  | {
      /** Moves a process; undone by moving back whatever is in the folder then. */
      readonly kind: 'move';
      readonly pid: number;
      readonly from: string;
      readonly to: string;
    };

/** What a step does, in one line. */
export const describeStep = (step: Step): string => {
  switch (step.kind) {
    case 'make':
      return `mkdir ${step.folder}`;
    case 'write':
      return `write ${step.text} to ${step.path}`;
    case 'move':
      return `write ${step.pid} to ${step.to}/cgroup.procs`;
  }
};

type Act = () => Promise<Result<void, Failure>>;

const moveBack = async (
  { files }: CgroupContext,
  from: string,
  to: string,
): Promise<Result<void, Failure>> => {
  const read = await files.read(`${to}/cgroup.procs`);
  if (!read.ok) return read;
  for (const pid of (read.value ?? '').split('\n').filter((line) => line !== '')) {
    const moved = await files.write(`${from}/cgroup.procs`, pid);
    if (!moved.ok) return moved;
  }
  return success(undefined);
};

/** The parts of a step; the change is what the journal must know, should this program not live to undo it. */
const partsOf = (
  context: CgroupContext,
  step: Step,
): { readonly change?: HostChange; readonly act: Act; readonly undo?: Act } => {
  const { files } = context;
  switch (step.kind) {
    case 'make':
      return {
        change: { kind: 'cgroup', path: step.folder },
        act: () => files.makeFolder(step.folder),
        undo: () => removeFolder(context, step.folder),
      };
    case 'write': {
      const { path, text, undo } = step;
      const act: Act = () => files.write(path, text);
      if (undo === undefined) return { act };
      // Not the file's former content: what is listed there as on is switched by `+` and `-`.
      return {
        change: { kind: 'controllers', path, takeBack: undo },
        act,
        undo: () => files.write(path, undo),
      };
    }
    case 'move':
      return {
        act: () => files.write(`${step.to}/cgroup.procs`, String(step.pid)),
        undo: () => moveBack(context, step.from, step.to),
      };
  }
};

/** Steps that were done and can be undone, the last one first. */
export interface Undoing {
  /** Undoes what is left; stops at the first step that cannot be undone, and goes on there next time. */
  undo(): Promise<Result<void, Failure>>;
  /** Does more steps on top of those done. All or none: a failure leaves things as they were before it. */
  perform(steps: readonly Step[]): Promise<Result<void, Failure>>;
}

/** Does nothing yet. */
export const startSteps = (context: CgroupContext): Undoing => {
  const done: Act[] = [];

  const perform = async (step: Step): Promise<Result<void, Failure>> => {
    const { change, act, undo } = partsOf(context, step);
    const entry = change === undefined ? undefined : await context.journal.note(change);
    if (entry?.ok === false) return entry;
    const acted = await act();
    if (!acted.ok) {
      await entry?.value.undone();
      return acted;
    }
    if (undo !== undefined)
      done.push(async () => {
        const undone = await undo();
        if (undone.ok) await entry?.value.undone();
        return undone;
      });
    return acted;
  };

  const undoDownTo = async (height: number): Promise<Result<void, Failure>> => {
    for (let last = done.at(-1); last !== undefined && done.length > height; last = done.at(-1)) {
      const undone = await last();
      if (!undone.ok) return undone;
      done.pop();
    }
    return success(undefined);
  };

  return {
    undo: () => undoDownTo(0),
    perform: async (steps) => {
      const height = done.length;
      for (const step of steps) {
        const performed = await perform(step);
        if (performed.ok) continue;
        await undoDownTo(height);
        return failed(performed.failure);
      }
      return success(undefined);
    },
  };
};
