import { lookForLoadFolders } from '../drivers/background/left.ts';
import { lookForGroups } from '../drivers/scope/cgroup/left.ts';
import { lookForUnits } from '../drivers/scope/systemd/left.ts';
import { lookForVolumes } from '../drivers/volume/left.ts';
import type { HostChange } from '../model/host-change.ts';
import type { LeftBehind, Remains } from '../ports/left-changes.ts';
import { readLeftChanges } from '../system/left-changes.ts';
import { lookForReadAhead } from '../system/left-read-ahead.ts';
import { createProcFiles } from '../system/proc-files.ts';
import { lookForStarted, ownLine } from '../system/started-processes.ts';
import { lookForTemporaries } from '../system/temporaries.ts';
import { strikeEntry } from '../system/undo-journal.ts';
import type { HostPorts } from './host-ports.ts';
import { journalFolder } from './paths.ts';

/** What earlier processes of this user left on this machine. `warn` is told what can be undone only by force. */
export const createLeftBehind = (
  { clock, controlFiles, files, processes, signals }: HostPorts,
  warn: (message: string) => void,
): LeftBehind => {
  const proc = createProcFiles('/');
  const spared = ownLine(proc);
  const volumes = lookForVolumes({ clock, controlFiles, files, processes, warn });
  const groups = lookForGroups({ clock, files: controlFiles, signals, spared });
  const lookForProcesses = lookForStarted({ proc, signals, spared });
  const lookForUnit = lookForUnits(processes);
  const lookForLoadFolder = lookForLoadFolders({ controlFiles, files });
  const lookForDeviceReadAhead = lookForReadAhead(controlFiles);

  const look = (change: HostChange): Promise<Remains> => {
    switch (change.kind) {
      case 'processes':
        return lookForProcesses(change);
      case 'temporary':
        return lookForTemporaries(change);
      case 'cgroup':
        return groups.cgroup(change);
      case 'unit':
        return lookForUnit(change);
      case 'controllers':
        return groups.controllers(change);
      case 'mount':
        return volumes.mount(change);
      case 'loop-device':
        return volumes.loopDevice(change);
      case 'zram-device-coming':
        return volumes.zramDeviceComing(change);
      case 'zram-device':
        return volumes.zramDevice(change);
      case 'read-ahead':
        return lookForDeviceReadAhead(change);
      case 'volume-folder':
        return volumes.folder(change);
      case 'background-folder':
        return lookForLoadFolder(change);
    }
  };
  return { read: () => readLeftChanges(journalFolder()), look, strike: strikeEntry };
};
