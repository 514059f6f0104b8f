import { expect } from 'vitest';
import { answers, describeFacts, type Answer } from '../support/bed.ts';
import { guestBed } from '../support/guest.ts';

/*
 * What systemd 252 and the kernel really do with limits in cgroup v2. Nothing of this project runs
 * here: these are the facts that it relies on, most of them learned the hard way.
 */

describeFacts('a scope with limits', guestBed, [
  {
    title:
      'has its limits in io.max and memory.max; 10M of bandwidth is 10^7 B/s, 10M of memory 10 MiB',
    script: `scoped -p IOReadBandwidthMax='/dev/vdb 10M' -p IOReadIOPSMax='/dev/vdb 99' -p MemoryMax=10M bash -c 'own io.max; own memory.max'`,
    answers: answers('254:16 rbps=10000000 wbps=max riops=99 wiops=max\n10485760\n'),
  },
  {
    title: 'cannot read faster than its limit',
    script: String.raw`
      begin=$(date +%s%N)
      scoped -p IOReadBandwidthMax='/dev/vdb 10M' dd if=/dev/vdb of=/dev/null bs=1M count=20 iflag=direct status=none
      echo $((($(date +%s%N) - begin) / 1000000))`,
    answers: ({ out }) => {
      // 20 MiB take 2.1 s, less what passes before the first wait.
      expect(Number(out)).toBeGreaterThan(1700);
    },
  },
  {
    title: 'leaves the dollar signs of its command alone, as a service does not',
    script: `scoped echo '$$'; systemd-run --quiet --pipe --wait echo '$$'`,
    answers: answers('$$\n$\n'),
  },
  {
    title: "ends with its command's exit code",
    script: `scoped -p MemoryMax=64M bash -c 'exit 42'`,
    answers: answers('', 42),
  },
  {
    title: 'is refused for a limit of memory that is no number',
    script: 'scoped -p MemoryMax=abc true',
    answers: ({ code, out }) => {
      expect(code).toBe(1);
      expect(out).toContain('Failed to parse MemoryMax=');
    },
  },
  ...[
    { what: 'a device that does not exist', device: '/dev/nonexistent' },
    { what: 'a path relative to the caller', device: 'vdb' },
    { what: 'a file on tmpfs', device: '/run/file' },
  ].map(({ what, device }) => ({
    title: `is started without a limit, and without a word, for ${what}`,
    script: `cd /dev; touch /run/file; scoped -p IOReadBandwidthMax='${device} 10M' bash -c 'own io.max'`,
    answers: answers(''),
  })),
  {
    title: 'limits the disk below for a path on a file system',
    script: String.raw`
      mkfs.xfs -q /dev/vdb && mount /dev/vdb /mnt && touch /mnt/model
      scoped -p IOReadBandwidthMax='/mnt/model 10M' bash -c 'own io.max'
      umount /mnt`,
    answers: answers('254:16 rbps=10000000 wbps=max riops=max wiops=max\n'),
  },
  {
    title: 'limits the disk below for a device of the device mapper',
    script: String.raw`
      dmsetup create mapped --table '0 65536 linear /dev/vdb 0'
      cat /sys/block/dm-0/dev
      scoped -p IOReadBandwidthMax='/dev/dm-0 10M' bash -c 'own io.max'
      dmsetup remove mapped`,
    answers: answers('253:0\n254:16 rbps=10000000 wbps=max riops=max wiops=max\n'),
  },
  {
    title: 'has its limits changed and taken off while it runs',
    script: String.raw`
      hold emulate-live.scope -p IOReadBandwidthMax='/dev/vdb 10M'
      systemctl set-property --runtime emulate-live.scope IOReadBandwidthMax='/dev/vdb 20M' MemoryMax=64M
      cat /sys/fs/cgroup$group/io.max /sys/fs/cgroup$group/memory.max
      systemctl set-property --runtime emulate-live.scope IOReadBandwidthMax= MemoryMax=infinity
      cat /sys/fs/cgroup$group/io.max /sys/fs/cgroup$group/memory.max
      drop emulate-live.scope`,
    answers: answers('254:16 rbps=20000000 wbps=max riops=max wiops=max\n67108864\n' + 'max\n'),
  },
]);

describeFacts('the io controller', guestBed, [
  {
    title: 'is not in a scope that did not ask for it',
    script: `scoped bash -c 'own cgroup.controllers; own io.stat'`,
    answers: ({ out }) => {
      expect(out).toMatch(/^memory pids\n/);
      expect(out).toContain('No such file or directory');
    },
  },
  ...['IOReadBandwidthMax=/dev/vdb 10M', 'IOAccounting=yes', 'Delegate=yes'].map((property) => ({
    title: `is in a scope with ${property}`,
    script: `scoped -p '${property}' bash -c 'own cgroup.controllers; own io.pressure'`,
    answers: ({ out }: Answer) => {
      expect(out).toMatch(/^(\w+ )*io memory pids/);
      expect(out).toContain('some avg10=');
    },
  })),
  {
    title: 'is lost by a cgroup made by hand at the root, as soon as a scope comes and goes',
    script: String.raw`
      cd /sys/fs/cgroup
      # systemd takes it away some time after the last scope that had asked for it.
      while grep -qw io cgroup.subtree_control; do sleep 0.1; done
      echo +io >cgroup.subtree_control
      mkdir emulate-hand
      echo '254:16 rbps=10000000' >emulate-hand/io.max
      cat emulate-hand/io.max
      scoped -p IOReadBandwidthMax='/dev/vdb 10M' true
      while [ -e emulate-hand/io.max ]; do sleep 0.1; done
      cat emulate-hand/io.max
      rmdir emulate-hand`,
    answers: ({ out }) => {
      expect(out.split('\n')).toEqual([
        '254:16 rbps=10000000 wbps=max riops=max wiops=max',
        'cat: emulate-hand/io.max: No such file or directory',
        '',
      ]);
    },
  },
  {
    title: 'is kept by a cgroup below a unit that is delegated',
    script: String.raw`
      systemd-run --quiet --pipe --wait -p Delegate=yes bash -c '
        cd /sys/fs/cgroup$(cut -d : -f 3 /proc/self/cgroup)
        mkdir caller case
        echo 0 >caller/cgroup.procs
        echo "+io +memory" >cgroup.subtree_control
        echo "254:16 rbps=10000000" >case/io.max
        systemd-run --quiet --scope -p IOReadBandwidthMax="/dev/vdb 20M" true
        systemctl daemon-reload
        sleep 1
        cat case/io.max'`,
    answers: answers('254:16 rbps=10000000 wbps=max riops=max wiops=max\n'),
  },
]);

/** A scope in which one process runs out of memory, and another one lives on for a while unless it is stopped. */
const oomInScope = (properties: string, seconds: number): string => String.raw`
  scoped --unit=emulate-oom.scope -p MemoryMax=20M -p MemorySwapMax=0 ${properties} \
    bash -c 'tail /dev/zero; sleep ${seconds}; echo survived'
  echo "code $?"
  systemctl show --property Result --value emulate-oom.scope
  systemctl reset-failed`;

describeFacts('memory in a scope', guestBed, [
  {
    title: 'that runs out takes the whole scope along',
    script: oomInScope('', 1000),
    answers: ({ out }) => {
      expect(out).not.toContain('survived');
      expect(out).toContain('code 143\noom-kill\n');
    },
  },
  {
    title: 'that runs out takes one process with OOMPolicy=continue',
    script: oomInScope('-p OOMPolicy=continue', 2),
    answers: ({ out }) => {
      expect(out).toContain('survived\ncode 0\n');
    },
  },
  {
    title: 'is charged to whoever touches a page of a file first',
    script: String.raw`
      mkfs.xfs -q /dev/vdb && mount /dev/vdb /mnt
      fallocate --length 16M /mnt/model
      cat /mnt/model >/dev/null
      scoped -p MemoryMax=12M bash -c 'cat /mnt/model >/dev/null; own memory.current'
      umount /mnt; mount /dev/vdb /mnt
      scoped -p MemoryMax=12M bash -c 'cat /mnt/model >/dev/null; own memory.current'
      umount /mnt`,
    answers: ({ out }) => {
      const [charged = NaN, chargedAfresh = NaN] = out.trim().split('\n').map(Number);
      expect(charged).toBeLessThan(6 * 2 ** 20);
      expect(chargedAfresh).toBeGreaterThan(8 * 2 ** 20);
    },
  },
  {
    title: 'is read anew when a file is larger than the limit, which counts as refaults',
    script: String.raw`
      mount /dev/vdb /mnt
      scoped -p MemoryMax=8M bash -c 'cat /mnt/model /mnt/model >/dev/null; own memory.stat | grep workingset_refault_file; own memory.events | grep max'
      umount /mnt`,
    answers: ({ out }) => {
      const [refaults = NaN, timesAtLimit = NaN] = out
        .trim()
        .split('\n')
        .map((line) => Number(line.split(' ')[1]));
      expect(refaults).toBeGreaterThan(1000);
      expect(timesAtLimit).toBeGreaterThan(10);
    },
  },
  {
    title: 'is reclaimed as far as it can be, and EAGAIN says that more was asked for',
    script: String.raw`
      mount /dev/vdb /mnt
      scoped -p MemoryMax=100M bash -c '
        cat /mnt/model >/dev/null
        own memory.current
        group=$(cut -d : -f 3 /proc/self/cgroup)
        echo 10M >/sys/fs/cgroup$group/memory.reclaim && own memory.current
        echo 1G >/sys/fs/cgroup$group/memory.reclaim || own memory.current'
      umount /mnt`,
    answers: ({ out }) => {
      const [before = NaN, after = NaN, , last = NaN] = out.trim().split('\n').map(Number);
      expect(before - after).toBeGreaterThan(9 * 2 ** 20);
      expect(out).toContain('write error: Resource temporarily unavailable');
      expect(last).toBeLessThan(8 * 2 ** 20);
    },
  },
  {
    title: 'has a peak that is gone with the last process of the scope',
    script: String.raw`
      hold emulate-peak.scope -p MemoryMax=64M
      [ "$(cat /sys/fs/cgroup$group/memory.peak)" -gt 0 ] && echo there
      kill $(cat /sys/fs/cgroup$group/cgroup.procs)
      while systemctl is-active --quiet emulate-peak.scope; do sleep 0.05; done
      ls /sys/fs/cgroup$group`,
    answers: ({ code, out }) => {
      expect(code).not.toBe(0);
      expect(out).toMatch(/^there\n/);
      expect(out).toContain('No such file or directory');
    },
  },
]);

describeFacts('AttachProcessesToUnit', guestBed, [
  {
    title: 'moves a process into a delegated scope that another one holds, under its limits',
    script: String.raw`
      hold emulate-held.scope -p Delegate=yes -p IOReadBandwidthMax='/dev/vdb 10M' -p MemoryMax=64M -p OOMPolicy=continue
      bash -c 'attach emulate-held.scope $$ && own io.max && own memory.max && exec cat /proc/self/cgroup'
      drop emulate-held.scope
      ls /sys/fs/cgroup$group`,
    answers: ({ out }) => {
      expect(out).toMatch(
        /^254:16 rbps=10000000 wbps=max riops=max wiops=max\n67108864\n0::\/system\.slice\/emulate-held\.scope\nls: .*No such file/,
      );
    },
  },
  {
    title: 'leaves the holder alone when the process runs out of memory',
    script: String.raw`
      hold emulate-held.scope -p Delegate=yes -p MemoryMax=30M -p MemorySwapMax=0 -p OOMPolicy=continue
      bash -c 'attach emulate-held.scope $$ && exec tail /dev/zero' 2>/dev/null
      echo "code $?"
      cat /sys/fs/cgroup$group/cgroup.procs | wc -l
      grep oom_kill /sys/fs/cgroup$group/memory.events
      drop emulate-held.scope`,
    answers: ({ out }) => {
      expect(out).toMatch(/\ncode 137\n1\noom_kill 1\n$/);
    },
  },
  {
    title: 'is refused where the scope is not delegated',
    script: String.raw`
      hold emulate-held.scope
      attach emulate-held.scope $$
      echo "code $?"
      drop emulate-held.scope`,
    answers: answers(
      'Call failed: Process migration not available on non-delegated units.\ncode 1\n',
    ),
  },
  {
    title: 'is refused when the last process of the scope has ended',
    script: 'scoped --unit=emulate-ended.scope -p Delegate=yes true; attach emulate-ended.scope $$',
    answers: answers('Call failed: Unit emulate-ended.scope not loaded.\n', 1),
  },
]);

describeFacts('killing and devices', guestBed, [
  {
    title: 'cgroup.kill ends every process of a scope, those in new sessions as well',
    script: String.raw`
      scoped --unit=emulate-tree.scope -p Delegate=yes bash -c 'setsid sleep 60 & sleep 60 & sleep 60' &
      until [ "$(cat /sys/fs/cgroup/system.slice/emulate-tree.scope/cgroup.procs 2>/dev/null | wc -l)" -ge 4 ]; do sleep 0.1; done
      echo 1 >/sys/fs/cgroup/system.slice/emulate-tree.scope/cgroup.kill
      wait %1
      while systemctl is-active --quiet emulate-tree.scope; do sleep 0.05; done
      pgrep -c sleep`,
    answers: ({ out }) => {
      expect(out.trim().split('\n').at(-1)).toBe('0');
    },
  },
  {
    title: 'a null_blk device has the name of its folder, whatever it is',
    script: String.raw`
      modprobe null_blk nr_devices=0
      cd /sys/kernel/config/nullb
      for name in other nullb0; do
        mkdir $name
        echo 64 >$name/size
        echo 1 >$name/memory_backed
        echo 1 >$name/power
        ls /dev/$name
        ls /dev/nullb* 2>/dev/null
        echo 0 >$name/power
        rmdir $name
      done`,
    answers: answers('/dev/other\n/dev/nullb0\n/dev/nullb0\n'),
  },
]);
