import { expect } from 'vitest';
import { answers, describeFacts } from '../support/bed.ts';
import { guestBed } from '../support/guest.ts';

/*
 * What an ordinary user can limit through a systemd of their own, in a session as it comes from a
 * login: outside the part of the tree that this systemd was given.
 */

describeFacts("a user's systemd as Debian sets it up", guestBed, [
  {
    title: 'limits memory, and says nothing when it cannot limit io',
    script: String.raw`
      user_manager
      as_tester "scoped -p MemoryMax=64M -p IOReadBandwidthMax='/dev/vdb 10M' bash -c 'own cgroup.controllers; own memory.max; own io.max'"`,
    answers: ({ code, out }) => {
      expect(out).toMatch(
        /^(cpu )?memory pids\n67108864\ncat: .*io\.max'?: No such file or directory\n$/,
      );
      expect(code).toBe(1);
    },
  },
  {
    title: 'has pages of the scope reclaimed',
    script: String.raw`
      as_tester 'scoped -p MemoryMax=64M bash -c "
        head -c 20M /dev/zero >/tmp/pages; cat /tmp/pages >/dev/null
        echo 1M >/sys/fs/cgroup\$(cut -d : -f 3 /proc/self/cgroup)/memory.reclaim && echo reclaimed"'`,
    answers: answers('reclaimed\n'),
  },
  {
    title: 'is not found without XDG_RUNTIME_DIR',
    script: 'setpriv --reuid tester --clear-groups systemd-run --user --scope true',
    answers: answers('Failed to connect to bus: No medium found\n', 1),
  },
]);

describeFacts("a user's systemd that was given the io controller", guestBed, [
  {
    title: 'limits io as well, in cgroups that belong to the user',
    script: String.raw`
      user_manager 'cpu cpuset io memory pids'
      as_tester "hold emulate-held.scope -p Delegate=yes -p MemoryMax=64M -p IOReadBandwidthMax='/dev/vdb 10M'
        cat /sys/fs/cgroup\$group/{cgroup.controllers,memory.max,io.max}
        stat --format %U /sys/fs/cgroup\$group /sys/fs/cgroup\$group/{cgroup.procs,memory.max,memory.reclaim}
        drop emulate-held.scope"`,
    answers: answers(
      [
        'cpuset cpu io memory pids',
        '67108864',
        '254:16 rbps=10000000 wbps=max riops=max wiops=max',
        ...Array<string>(4).fill('tester'),
        '',
      ].join('\n'),
    ),
  },
  {
    title: 'moves a process of a login session into a scope that it delegates',
    script: String.raw`
      as_tester 'hold emulate-held.scope -p Delegate=yes
        cut -d / -f 2-3 /proc/self/cgroup
        bash -c "attach emulate-held.scope \$\$ && exec cat /proc/self/cgroup"
        drop emulate-held.scope'`,
    answers: answers(
      'user.slice/user-1000.slice\n0::/user.slice/user-1000.slice/user@1000.service/app.slice/emulate-held.scope\n',
    ),
  },
  {
    title: 'moves a process of a service of the system as well',
    script: String.raw`
      as_tester 'hold emulate-held.scope -p Delegate=yes'
      printf '%s\n' '. /run/prelude.sh' 'attach emulate-held.scope $$' 'exec cat /proc/self/cgroup' >/tmp/service.sh
      systemd-run --quiet --pipe --wait --uid=tester --setenv=manager=--user --setenv=XDG_RUNTIME_DIR=/run/user/1000 bash /tmp/service.sh
      as_tester 'drop emulate-held.scope'`,
    answers: answers(
      '0::/user.slice/user-1000.slice/user@1000.service/app.slice/emulate-held.scope\n',
    ),
  },
  {
    title: 'has to be asked: the kernel lets no user move a process out of a session',
    script: String.raw`
      as_tester 'hold emulate-held.scope -p Delegate=yes
        (echo 0 >/sys/fs/cgroup$group/cgroup.procs)
        drop emulate-held.scope'`,
    answers: ({ out }) => {
      expect(out).toContain('write error: Permission denied');
    },
  },
]);
