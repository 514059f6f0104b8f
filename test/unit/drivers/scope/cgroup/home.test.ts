import { describe, expect, it } from 'vitest';
import type {
  GroupFacts,
  Version2Facts,
} from '../../../../../src/drivers/scope/cgroup/cgroup-v2-facts.ts';
import { chooseHome } from '../../../../../src/drivers/scope/cgroup/home.ts';

const pid = 4242;
const selfName = 'emulate-1-self';
const wanted = ['memory', 'io'];

const group = (folder: string, parts: Partial<GroupFacts> = {}): GroupFacts => ({
  folder,
  handedDown: [],
  mayHold: true,
  ...parts,
});

const facts = (own: Partial<Version2Facts['own']>, parent?: GroupFacts): Version2Facts => ({
  own: {
    ...group('/cg/a'),
    controllers: ['cpuset', 'io', 'memory', 'pids'],
    mayHandDown: true,
    isRoot: false,
    processes: [pid],
    ...own,
  },
  ...(parent === undefined ? {} : { parent }),
  swap: { none: true, file: 'memory.swap.max', isCounted: true, isSum: false },
});

const choose = (found: Version2Facts, controllers: readonly string[] = wanted) =>
  chooseHome(found, controllers, { pid, selfName });

const handDown = {
  kind: 'write',
  path: '/cg/a/cgroup.subtree_control',
  text: '+memory +io',
  undo: '-memory -io',
};

describe('scopes of cgroup v2 are made', () => {
  it('in the own group when it hands down all that is needed', () => {
    const own = { handedDown: ['io', 'memory'], processes: [1, 2, pid], mayHandDown: false };
    expect(choose(facts(own))).toMatchObject({
      ok: true,
      value: { group: { folder: '/cg/a' }, steps: [], isPrepared: false },
    });
  });

  it('in the own group, whoever lives there, when nothing is needed', () => {
    expect(choose(facts({ processes: [1, pid] }), [])).toMatchObject({
      ok: true,
      value: { group: { folder: '/cg/a' }, steps: [] },
    });
  });

  it('in the root, which may hand down with processes in it', () => {
    const own = { isRoot: true, processes: [1, 2, pid], handedDown: ['memory'] };
    expect(choose(facts(own))).toMatchObject({
      ok: true,
      value: {
        group: { folder: '/cg/a' },
        steps: [{ ...handDown, text: '+io', undo: '-io' }],
        isPrepared: true,
      },
    });
  });

  it('in the own group when this process is not in it, as in a part of the tree without processes', () => {
    expect(choose(facts({ processes: [] }))).toMatchObject({
      ok: true,
      value: { steps: [handDown], isPrepared: true },
    });
  });

  it('in the own group after this process, alone there, has moved below it', () => {
    expect(choose(facts({}))).toMatchObject({
      ok: true,
      value: {
        group: { folder: '/cg/a' },
        steps: [
          { kind: 'make', folder: '/cg/a/emulate-1-self' },
          { kind: 'move', pid, from: '/cg/a', to: '/cg/a/emulate-1-self' },
          handDown,
        ],
        isPrepared: true,
      },
    });
  });

  it('beside the own group when others live in it, and the one above hands down what is needed', () => {
    const parent = group('/cg', { handedDown: ['cpu', 'io', 'memory'] });
    expect(choose(facts({ processes: [1, pid] }, parent))).toEqual({
      ok: true,
      value: { group: parent, steps: [], isPrepared: false },
    });
  });
});

describe('scopes of cgroup v2 cannot be made', () => {
  const missOf = (found: Version2Facts): string => {
    const home = choose(found);
    if (home.ok) throw new Error('expected a miss');
    expect(home.failure.remedy).toContain('systemd-run --scope -p Delegate=yes emulate ...');
    expect(home.failure.remedy).toContain('systemd-run --user --scope -p Delegate=yes emulate ...');
    return home.failure.what;
  };

  it('without the controllers', () => {
    expect(missOf(facts({ controllers: ['pids', 'memory'] }))).toBe(
      "'/cg/a/cgroup.controllers' does not list 'io'",
    );
  });

  it('where others live in the own group, and the one above is of no use', () => {
    const full = 'cannot hand down';
    const others = (count: string): string =>
      `'/cg/a/cgroup.subtree_control' ${full} 'memory', 'io': ${count} in '/cg/a'`;
    expect(missOf(facts({ processes: [1, pid] }))).toBe(others('1 other process lives'));
    const lacking = group('/cg', { handedDown: ['memory'] });
    expect(missOf(facts({ processes: [0, 0, pid] }, lacking))).toBe(
      others('2 other processes live'),
    );
    const foreign = group('/cg', { handedDown: ['memory', 'io'], mayHold: false });
    expect(missOf(facts({ processes: [1, pid] }, foreign))).toBe(others('1 other process lives'));
  });

  it('without permission', () => {
    expect(missOf(facts({ mayHold: false }))).toBe(
      "this user may not make control groups in '/cg/a'",
    );
    expect(missOf(facts({ mayHandDown: false }))).toBe(
      "this user may not write '/cg/a/cgroup.subtree_control', which does not hand down 'memory', 'io'",
    );
  });
});
