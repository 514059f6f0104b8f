import type { HostChange } from './host-change.ts';
import type { Undone } from './undo-report.ts';

/** What a change put on the host, in words such as `the mount at '/a/b'`. */
const describeChange = (change: HostChange): string => {
  switch (change.kind) {
    case 'processes':
      return `processes that were started (${change.mark})`;
    case 'temporary':
      return `temporary files in '${change.folder}' (${change.mark})`;
    case 'cgroup':
      return `the control group '${change.path}'`;
    case 'unit':
      return `the unit '${change.name}' of the ${change.manager} manager of systemd`;
    case 'controllers':
      return `controllers handed down in '${change.path}'`;
    case 'mount':
      return `the mount at '${change.path}'`;
    case 'loop-device':
      return `a loop device over '${change.file}'`;
    case 'zram-device-coming':
      return 'a new zram device without a size';
    case 'zram-device':
      return `the zram device '${change.path}'`;
    case 'read-ahead':
      return `the read-ahead in '${change.path}'`;
    case 'volume-folder':
      return `the folder of a volume '${change.path}'`;
    case 'background-folder':
      return `the folder of a background load '${change.path}'`;
  }
};

/** A change that was left and what was found of it, in one line. */
export const describeUndone = ({ left: { change }, detail }: Undone): string =>
  detail === undefined ? describeChange(change) : `${describeChange(change)}: ${detail}`;
