/**
 * Makes a volume and control groups as a sweep would, starts a process in them, leaves a temporary folder,
 * says so, and goes on until it is killed. Arguments: a folder of its own, a model, the volume's backing.
 */
import { join } from 'node:path';
import process, { argv, stdout } from 'node:process';
import { createCgroupV1Maker } from '../../src/drivers/scope/cgroup/cgroup-v1.ts';
import { openVolume } from '../../src/drivers/volume/open-volume.ts';
import { createClock } from '../../src/system/clock.ts';
import { createControlFiles } from '../../src/system/control-files.ts';
import { createFiles } from '../../src/system/files.ts';
import { createHostProbe } from '../../src/system/host-probe.ts';
import { createProcessSignals } from '../../src/system/process-signals.ts';
import { createProcessRunner } from '../../src/system/processes.ts';
import { markStarted } from '../../src/system/started-processes.ts';
import { trackTemporaries } from '../../src/system/temporaries.ts';
import { createUndoJournal } from '../../src/system/undo-journal.ts';

const [, , folder = '', model = '', backing = ''] = argv;
if (backing !== 'ram' && backing !== 'file' && backing !== 'zram') throw new Error(backing);

const clock = createClock();
const files = createFiles();
const controlFiles = createControlFiles();
const processes = createProcessRunner();
const journal = createUndoJournal({ folder: join(folder, 'journal'), clock });
const warn = (message: string): never => {
  throw new Error(message);
};

const mark = '0123456789abcdef';
await journal.note({ kind: 'processes', mark });
markStarted(mark);
trackTemporaries({ journal, mark, warn });

const volume = await openVolume(
  {
    constraint: { backing, readAhead: 2 ** 17 },
    model: { path: model, bytes: (await files.stat(model))?.bytes ?? 0 },
    name: `emulate-test-${process.pid}`,
    parent: join(folder, 'volumes'),
  },
  { processes, files, controlFiles, journal, probe: createHostProbe({ clock }), clock, warn },
);
if (!volume.ok) throw new Error(JSON.stringify(volume.failure));

const maker = await createCgroupV1Maker({
  files: controlFiles,
  clock,
  journal,
  signals: createProcessSignals(),
  pid: process.pid,
});
const request = {
  name: `emulate-test-${process.pid}`,
  limits: { memoryMax: 2 ** 26 },
  controllers: [],
};
const scope = (await maker.check(request)).length === 0 ? await maker.open(request) : undefined;
if (scope?.ok === false) throw new Error(JSON.stringify(scope.failure));

await files.makeTemporaryFolder('emulate-test', folder);
const [command = '', ...args] = [
  ...(scope?.value.entry ?? []),
  ...['/bin/sh', '-c', 'exec 3<"$0"; exec sleep 3600', volume.value.model.path],
];
void processes.run({ command, args, timeoutMs: 2 ** 31 - 1, outputLimitBytes: 1024 });
// Until the file is open.
setTimeout(() => stdout.write('made\n'), 300);
