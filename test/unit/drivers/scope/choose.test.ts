import { describe, expect, it } from 'vitest';
import { chooseScopeMaker, judgeScopeMakers } from '../../../../src/drivers/scope/choose.ts';
import type { Miss } from '../../../../src/model/failure.ts';
import { scopeKinds, type ScopeKind } from '../../../../src/model/scope.ts';
import type { ScopeMaker } from '../../../../src/ports/scope.ts';
import { scopeHost } from '../../../support/fakes/systemd.ts';

const makerOf = (kind: ScopeKind): ScopeMaker => ({
  kind,
  check: () => Promise.resolve([]),
  describe: () => [],
  open: () => Promise.reject(new Error('not opened here')),
});

const host = scopeHost();
const facts = {
  what: 'this host has: root; system manager of systemd 252 with memory, io, cpuset; cgroup v2 with cpuset, cpu, io, memory, pids',
};

/** What each kind lacks; one that is not named lacks nothing. */
const judged = (lacking: Partial<Record<ScopeKind, readonly Miss[]>>) =>
  judgeScopeMakers(scopeKinds.map(makerOf).reverse(), ({ kind }) =>
    Promise.resolve(lacking[kind] ?? []),
  );

const lack = (kind: string): readonly Miss[] => [{ what: `no ${kind}`, remedy: `get ${kind}` }];

describe('the choice of a scope', () => {
  it('is the first kind that works, managers of systemd before the files, v2 before v1', async () => {
    const lacking: Partial<Record<ScopeKind, readonly Miss[]>> = {};
    for (const kind of scopeKinds) {
      const chosen = chooseScopeMaker(await judged(lacking), host);
      expect(chosen).toMatchObject({ ok: true, value: { kind } });
      lacking[kind] = lack(kind);
    }
  });

  it("is the user's", async () => {
    const chosen = chooseScopeMaker(await judged({}), host, 'cgroup-v1');
    expect(chosen).toMatchObject({ ok: true, value: { kind: 'cgroup-v1' } });
  });

  it('is refused to the user with the reason, what the host has, and what would do', async () => {
    const candidates = await judged({ systemd: lack('systemd'), 'cgroup-v1': lack('v1') });
    expect(chooseScopeMaker(candidates, host, 'cgroup-v1')).toEqual({
      ok: false,
      failure: {
        reason: 'missing-requirements',
        misses: [
          { what: "scope 'cgroup-v1': no v1", remedy: "for scope 'cgroup-v1': get v1" },
          {
            ...facts,
            remedy: "or leave out '--scope cgroup-v1': 'systemd-user' can do it here",
          },
        ],
      },
    });
  });

  it('says so where nothing else would do either', async () => {
    const candidates = await judged({
      systemd: lack('a'),
      'systemd-user': lack('b'),
      'cgroup-v2': lack('c'),
      'cgroup-v1': lack('d'),
    });
    expect(chooseScopeMaker(candidates, host, 'systemd')).toMatchObject({
      failure: {
        misses: [
          { what: "scope 'systemd': no a" },
          {
            remedy:
              "no other kind of scope can do it here; leave out '--scope systemd' to read why",
          },
        ],
      },
    });
    expect(chooseScopeMaker(candidates, host)).toEqual({
      ok: false,
      failure: {
        reason: 'missing-requirements',
        misses: [
          { what: "scope 'systemd': no a", remedy: "for scope 'systemd': get a" },
          { what: "scope 'systemd-user': no b", remedy: "for scope 'systemd-user': get b" },
          { what: "scope 'cgroup-v2': no c", remedy: "for scope 'cgroup-v2': get c" },
          { what: "scope 'cgroup-v1': no d", remedy: "for scope 'cgroup-v1': get d" },
          { ...facts, remedy: 'one kind of scope is enough' },
        ],
      },
    });
  });

  it('names once what has nothing to do with the kind', async () => {
    const tmpfs = { what: 'the model is on tmpfs', remedy: 'copy it to a disk' };
    const candidates = await judged({
      systemd: [tmpfs],
      'systemd-user': [...lack('bus'), tmpfs],
      'cgroup-v2': [tmpfs],
      'cgroup-v1': [tmpfs],
    });
    expect(chooseScopeMaker(candidates, host)).toMatchObject({
      failure: { misses: [tmpfs, { what: "scope 'systemd-user': no bus" }, facts] },
    });
  });
});
