import { expect } from 'vitest';
import { answers, describeFacts } from '../support/bed.ts';
import { nestedSystemdBed } from '../support/nested-systemd.ts';

/*
 * What systemd really does with limits where the kernel has the controllers of cgroup v1, as in
 * older containers and in WSL2. Nothing of this project runs here.
 */

const unlimited = /^9223372036854\d{6}$/m;

describeFacts('a scope in cgroup v1', nestedSystemdBed, [
  {
    title: 'has its limits of memory and bandwidth in the two hierarchies',
    script: String.raw`
      scoped -p MemoryMax=64M -p IOReadBandwidthMax="$SCRATCH_DISK 10M" -p IOWriteBandwidthMax="$SCRATCH_DISK 20M" bash -c '
        own_v1 memory memory.limit_in_bytes
        own_v1 blkio blkio.throttle.read_bps_device | cut -d " " -f 2
        own_v1 blkio blkio.throttle.write_bps_device | cut -d " " -f 2'`,
    answers: answers('67108864\n10000000\n20000000\n'),
  },
  {
    title: 'cannot read faster than its limit',
    script: String.raw`
      begin=$(date +%s%N)
      scoped -p IOReadBandwidthMax="$SCRATCH_DISK 10M" dd if="$SCRATCH_DISK" of=/dev/null bs=1M count=20 iflag=direct status=none
      echo $((($(date +%s%N) - begin) / 1000000))`,
    answers: ({ out }) => {
      // 20 MiB take 2.1 s, less what passes before the first wait.
      expect(Number(out)).toBeGreaterThan(1700);
    },
  },
  {
    title: 'has no limit of operations, without a word',
    script: `scoped -p IOReadIOPSMax="$SCRATCH_DISK 100" bash -c 'own_v1 blkio blkio.throttle.read_iops_device'`,
    answers: answers(''),
  },
  {
    title: 'takes no notice of MemoryHigh',
    script: `scoped -p MemoryHigh=64M bash -c 'own_v1 memory memory.soft_limit_in_bytes; own_v1 memory memory.limit_in_bytes'`,
    answers: ({ code, out }) => {
      expect(code).toBe(0);
      expect(out.trim().split('\n')).toEqual([
        expect.stringMatching(unlimited),
        expect.stringMatching(unlimited),
      ]);
    },
  },
  {
    title: 'takes no notice of MemorySwapMax',
    script: `scoped -p MemoryMax=64M -p MemorySwapMax=0 bash -c 'own_v1 memory memory.memsw.limit_in_bytes'`,
    answers: ({ code, out }) => {
      expect(code).toBe(0);
      expect(out).toMatch(unlimited);
    },
  },
  {
    title: 'has no limit, without a word, for a file on an overlay',
    script: `touch /file; scoped -p IOReadBandwidthMax='/file 10M' bash -c 'own_v1 blkio blkio.throttle.read_bps_device'`,
    answers: answers(''),
  },
  {
    title: 'limits the disk below for a file on a file system of its own',
    script: String.raw`
      mke2fs -q "$SCRATCH_DISK" && mount "$SCRATCH_DISK" /mnt && touch /mnt/model
      scoped -p IOReadBandwidthMax='/mnt/model 10M' bash -c 'own_v1 blkio blkio.throttle.read_bps_device' | cut -d ' ' -f 2
      umount /mnt`,
    answers: answers('10000000\n'),
  },
  {
    title: 'has none of the files of cgroup v2 but for its pressure',
    script: String.raw`
      scoped -p MemoryMax=64M -p IOReadBandwidthMax="$SCRATCH_DISK 10M" bash -c '
        cd /sys/fs/cgroup/unified$(grep ^0:: /proc/self/cgroup | cut -d : -f 3)
        ls memory.peak memory.reclaim memory.events io.max io.stat
        cat cgroup.controllers; ls memory.pressure io.pressure' 2>/dev/null`,
    answers: answers('io.pressure\nmemory.pressure\n'),
  },
  {
    title: 'that ran out of memory has the result success, and its other processes live',
    script: String.raw`
      hold emulate-held.scope -p MemoryMax=64M
      echo $$ >/sys/fs/cgroup/memory$group/cgroup.procs
      tail /dev/zero
      systemctl show --property Result,ActiveState emulate-held.scope
      grep 'oom_kill ' /sys/fs/cgroup/memory$group/memory.oom_control
      echo $$ >/sys/fs/cgroup/memory/cgroup.procs
      drop emulate-held.scope`,
    answers: ({ out }) => {
      expect(out).toMatch(/Killed.*\nResult=success\nActiveState=active\noom_kill 1\n$/s);
    },
  },
  {
    title: 'receives a process in every hierarchy when systemd is asked to move it',
    script: String.raw`
      hold emulate-held.scope -p Delegate=yes -p MemoryMax=64M -p IOReadBandwidthMax="$SCRATCH_DISK 10M"
      bash -c 'attach emulate-held.scope $$ && grep -E ":(memory|blkio|pids|name=systemd|):" /proc/self/cgroup' | cut -d : -f 2- | sort
      drop emulate-held.scope`,
    answers: answers(
      ['', 'blkio', 'memory', 'name=systemd', 'pids']
        .map((hierarchy) => `${hierarchy}:/system.slice/emulate-held.scope\n`)
        .join(''),
    ),
  },
  {
    title: 'keeps its limits when systemd reads its units again',
    script: String.raw`
      hold emulate-held.scope -p Delegate=yes -p MemoryMax=64M -p IOReadBandwidthMax="$SCRATCH_DISK 10M"
      systemctl daemon-reload
      cat /sys/fs/cgroup/memory$group/memory.limit_in_bytes
      cut -d ' ' -f 2 /sys/fs/cgroup/blkio$group/blkio.throttle.read_bps_device
      drop emulate-held.scope`,
    answers: answers('67108864\n10000000\n'),
  },
  {
    title: "of a user's own systemd has no limit, without a word, though it was delegated",
    script: String.raw`
      export XDG_RUNTIME_DIR=/run/user/65534 manager=--user
      systemd-run --quiet --uid=nobody -p Delegate=yes -p RuntimeDirectory=user/65534 -p Type=notify \
        --setenv=XDG_RUNTIME_DIR /lib/systemd/systemd --user
      setpriv --reuid=nobody --regid=nogroup --clear-groups bash -c '
        scoped --unit=emulate-user.scope -p MemoryMax=64M bash -c "
          grep -c /emulate-user.scope /proc/self/cgroup
          own_v1 memory memory.limit_in_bytes"'`,
    // Only in systemd's own hierarchy and in the tree of cgroup v2, which has no controllers.
    answers: ({ code, out }) => {
      expect(code).toBe(0);
      expect(out).toMatch(/^2\n/);
      expect(out).toMatch(unlimited);
    },
  },
]);
