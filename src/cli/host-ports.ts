import process from 'node:process';
import type { ActivityWatch } from '../ports/activity-watch.ts';
import type { BlockDevices } from '../ports/block-devices.ts';
import type { Clock } from '../ports/clock.ts';
import type { ControlFiles } from '../ports/control-files.ts';
import type { Files } from '../ports/files.ts';
import type { ProcessHolder } from '../ports/held-process.ts';
import type { HostProbe } from '../ports/host-probe.ts';
import type { Journal } from '../ports/journal.ts';
import type { PageCache } from '../ports/page-cache.ts';
import type { ProcessRunner } from '../ports/process-runner.ts';
import type { ProcessSignals } from '../ports/process-signals.ts';
import { createActivityWatch } from '../system/activity-watch.ts';
import { createBlockDevices } from '../system/block-devices.ts';
import { createControlFiles } from '../system/control-files.ts';
import { createFiles } from '../system/files.ts';
import { createProcessHolder } from '../system/held-processes.ts';
import { createHostProbe } from '../system/host-probe.ts';
import { createPageCache } from '../system/page-cache.ts';
import { createProcessSignals } from '../system/process-signals.ts';
import { createProcessRunner } from '../system/processes.ts';
import { createUndoJournal } from '../system/undo-journal.ts';
import { journalFolder } from './paths.ts';

/** Everything through which constraints act on this machine. */
export interface HostPorts {
  readonly clock: Clock;
  readonly files: Files;
  readonly controlFiles: ControlFiles;
  readonly processes: ProcessRunner;
  readonly holder: ProcessHolder;
  readonly signals: ProcessSignals;
  readonly journal: Journal;
  readonly devices: BlockDevices;
  readonly pageCache: PageCache;
  readonly probe: HostProbe;
  readonly activity: ActivityWatch;
  /** Id of this process. */
  readonly pid: number;
}

/** The machine itself behind every port. */
export const createHostPorts = (clock: Clock): HostPorts => {
  const controlFiles = createControlFiles();
  const processes = createProcessRunner();
  const journal = createUndoJournal({ folder: journalFolder(), clock });
  return {
    clock,
    files: createFiles(),
    controlFiles,
    processes,
    holder: createProcessHolder(),
    signals: createProcessSignals(),
    journal,
    devices: createBlockDevices({ controlFiles, journal }),
    pageCache: createPageCache({ processes, controlFiles }),
    probe: createHostProbe({ clock }),
    activity: createActivityWatch({ clock }),
    pid: process.pid,
  };
};
