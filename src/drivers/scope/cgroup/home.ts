import type { Miss } from '../../../model/failure.ts';
import { failed, success, type Result } from '../../../model/result.ts';
import type { GroupFacts, Version2Facts } from './cgroup-v2-facts.ts';
import { delegation } from './misses.ts';
import type { Step } from './step.ts';

/** Where scopes of version 2 can be made, and what must be done first. */
export interface Home {
  readonly group: GroupFacts;
  readonly steps: readonly Step[];
  /**
   * It can be told to hand down more, and what it was told must stay until its last scope is gone.
   * False where nothing is changed.
   */
  readonly isPrepared: boolean;
}

/** What makes a group hand down controllers; undone by taking back just these. */
export const handDown = (folder: string, controllers: readonly string[]): readonly Step[] =>
  controllers.length === 0
    ? []
    : [
        {
          kind: 'write',
          path: `${folder}/cgroup.subtree_control`,
          text: controllers.map((name) => `+${name}`).join(' '),
          undo: controllers.map((name) => `-${name}`).join(' '),
        },
      ];

const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

const missOfHome = ({ own }: Version2Facts, missing: readonly string[], pid: number): Miss => {
  const file = `${own.folder}/cgroup.subtree_control`;
  const asRoot = `${delegation}; or run it with sudo`;
  if (!own.mayHold)
    return {
      what: `this user may not make control groups in '${own.folder}'`,
      remedy: asRoot,
    };
  if (!own.mayHandDown)
    return {
      what: `this user may not write '${file}', which does not hand down ${quoted(missing)}`,
      remedy: asRoot,
    };
  const others = own.processes.filter((each) => each !== pid).length;
  return {
    what: `'${file}' cannot hand down ${quoted(missing)}: ${others} other process${others === 1 ? ' lives' : 'es live'} in '${own.folder}'`,
    remedy: delegation,
  };
};

/**
 * Chooses where scopes with these controllers can be made. A group other than the root may hand
 * down controllers only while no process lives in it ("No Internal Process Constraint",
 * Documentation/admin-guide/cgroup-v2.rst). So this process, when it is alone in a group that was
 * delegated to it, first moves into a group below it, of the given name. No group but its own is
 * ever told to hand down more.
 */
export const chooseHome = (
  facts: Version2Facts,
  controllers: readonly string[],
  { pid, selfName }: { readonly pid: number; readonly selfName: string },
): Result<Home, Miss> => {
  const { own, parent } = facts;
  const absent = controllers.filter((name) => !own.controllers.includes(name));
  if (absent.length > 0)
    return failed({
      what: `'${own.folder}/cgroup.controllers' does not list ${quoted(absent)}`,
      remedy: `${delegation}; a controller that is bound to cgroup v1 or switched off at boot (cgroup_disable=) is in no such list`,
    });

  const missing = controllers.filter((name) => !own.handedDown.includes(name));
  if (own.mayHold && missing.length === 0)
    return success({ group: own, steps: [], isPrepared: false });
  const mayChange = own.mayHold && own.mayHandDown;
  if (mayChange && (own.isRoot || own.processes.length === 0))
    return success({ group: own, steps: handDown(own.folder, missing), isPrepared: true });
  if (mayChange && own.processes.every((each) => each === pid)) {
    const self = `${own.folder}/${selfName}`;
    return success({
      group: own,
      steps: [
        { kind: 'make', folder: self },
        { kind: 'move', pid, from: own.folder, to: self },
        ...handDown(own.folder, missing),
      ],
      isPrepared: true,
    });
  }
  const isBesidePossible =
    parent?.mayHold === true && controllers.every((name) => parent.handedDown.includes(name));
  return isBesidePossible
    ? success({ group: parent, steps: [], isPrepared: false })
    : failed(missOfHome(facts, missing, pid));
};
