import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHostPorts } from '../../src/cli/host-ports.ts';
import { createLeftBehind } from '../../src/cli/left-behind.ts';
import { checkVolume } from '../../src/drivers/volume/check.ts';
import { undoLeftChanges } from '../../src/engine/undo-left-changes.ts';
import type { UndoReport } from '../../src/model/undo-report.ts';
import { createClock } from '../../src/system/clock.ts';
import { readLeftChanges } from '../../src/system/left-changes.ts';
import { listGroups } from '../support/cgroup-v1-rig.ts';
import { makeTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const program = fileURLToPath(new URL('../support/change-host-until-killed.ts', import.meta.url));
const ports = createHostPorts(createClock());
const modelBytes = 2 ** 20;

let folder: TemporaryFolder;
let model: string;
let groupsBefore: readonly string[];
beforeEach(async () => {
  folder = await makeTemporaryFolder();
  model = join(folder.path, 'model.gguf');
  await writeFile(model, new Uint8Array(modelBytes).fill(1));
  groupsBefore = await listGroups();
});
afterEach(() => folder[Symbol.asyncDispose]());

const cleanUp = async (): Promise<UndoReport> => {
  const behind = createLeftBehind(ports, (message) => {
    throw new Error(message);
  });
  const read = () => readLeftChanges(join(folder.path, 'journal'));
  const report = await undoLeftChanges({ ...behind, read }, { dryRun: false });
  if (!report.ok) throw new Error(JSON.stringify(report.failure));
  return report.value;
};

const zramDevices = async (): Promise<readonly string[]> =>
  (await readdir('/sys/block')).filter((name) => name.startsWith('zram'));

/** What of the test's own is on this machine. */
const present = async (): Promise<readonly string[]> => {
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  const loops = (await execa('losetup', ['--list', '--noheadings', '--output', 'BACK-FILE']))
    .stdout;
  return [
    ...mounts.filter((line) => line.includes(folder.path)),
    ...loops.split('\n').filter((line) => line.includes(folder.path)),
    ...(await listGroups()).filter((group) => !groupsBefore.includes(group)),
    ...(await readdir(folder.path)).filter((name) => name.startsWith('emulate-test-')),
    ...(await readdir(join(folder.path, 'volumes')).catch(() => [])),
    ...(await readdir(join(folder.path, 'journal')).catch(() => [])),
  ];
};

describe.each(['ram', 'file', 'zram'] as const)('a process with a volume of %s', (backing) => {
  it('that is killed leaves nothing after a cleanup, and a second one finds nothing', async ({
    skip,
  }) => {
    const request = {
      constraint: { backing },
      model: { path: model, bytes: modelBytes },
      name: 'emulate-test',
      parent: folder.path,
    };
    const missing = await checkVolume(request, { ...ports, warn: () => undefined });
    skip(missing.length > 0, missing.map(({ what }) => what).join('; '));
    const zramsBefore = await zramDevices();

    const child = execa(
      process.execPath,
      ['--import', 'tsx', program, folder.path, model, backing],
      { reject: false },
    );
    const made = await new Promise((resolve) => {
      child.stdout.once('data', () => {
        resolve(true);
      });
      void child.finally(() => {
        resolve(false);
      });
    });
    if (made !== true) throw new Error((await child).stderr);
    child.kill('SIGKILL');
    await child;
    expect(await present()).not.toEqual([]);

    const report = await cleanUp();
    expect(report.changes.filter(({ how }) => how !== 'undone' && how !== 'gone')).toEqual([]);
    const kinds = report.changes
      .filter(({ how }) => how === 'undone')
      .map(({ left }) => left.change.kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['processes', 'temporary', 'mount', 'volume-folder']),
    );
    expect(await present()).toEqual([]);
    expect(await zramDevices()).toEqual(zramsBefore);
    expect(await cleanUp()).toEqual({ changes: [], torn: [], strange: [], elsewhere: [] });
  });
});
