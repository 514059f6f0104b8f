import { on } from 'node:events';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { createCgroupV1Maker } from '../../src/drivers/scope/cgroup/cgroup-v1.ts';
import type { BlockDevice, ScopeRequest } from '../../src/model/scope.ts';
import type { Scope, ScopeCounters, ScopeMaker } from '../../src/ports/scope.ts';
import { createBlockDevices } from '../../src/system/block-devices.ts';
import { createClock } from '../../src/system/clock.ts';
import { createControlFiles } from '../../src/system/control-files.ts';
import { createPageCache } from '../../src/system/page-cache.ts';
import { createProcessRunner } from '../../src/system/processes.ts';
import { createProcessSignals } from '../../src/system/process-signals.ts';
import { createFakeJournal, type FakeJournal } from './fakes/journal.ts';

/** The hierarchies whose groups a test must leave as they were. */
const watched = ['memory', 'blkio', 'cpuset', 'unified'].map((name) => `/sys/fs/cgroup/${name}`);

/** A maker on this machine's own cgroups of version 1. */
export interface CgroupV1Rig {
  readonly maker: ScopeMaker;
  readonly journal: FakeJournal;
  /** Opens a scope that must open. */
  open(request: ScopeRequest): Promise<Scope>;
}

/** Undefined, or why these tests cannot run here. */
export const whyNoCgroupV1 = async (): Promise<string | undefined> => {
  const { maker } = await makeCgroupV1Rig();
  const misses = await maker.check({
    name: 'emulate-check',
    limits: {},
    controllers: ['memory', 'io', 'cpu'],
  });
  return misses.length === 0 ? undefined : misses.map(({ what }) => what).join('; ');
};

export const makeCgroupV1Rig = async (): Promise<CgroupV1Rig> => {
  const journal = createFakeJournal();
  const maker = await createCgroupV1Maker({
    files: createControlFiles(),
    clock: createClock(),
    journal,
    signals: createProcessSignals(),
    pid: process.pid,
  });
  return {
    maker,
    journal,
    open: async (request) => {
      const scope = await maker.open(request);
      if (!scope.ok) throw new Error(JSON.stringify(scope.failure));
      return scope.value;
    },
  };
};

let made = 0;

/** A name that no other test on this machine has. */
export const scopeName = (): string => {
  made += 1;
  return `emulate-test-${process.pid}-${made}`;
};

const folders = async (path: string): Promise<readonly string[]> => {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  return [...below, ...(await Promise.all(below.map(folders))).flat()];
};

/** Every group of this project on this machine: those of others come and go as they like. */
export const listGroups = async (): Promise<readonly string[]> =>
  (await Promise.all(watched.map(folders)))
    .flat()
    .filter((path) => path.includes('/emulate-test-'))
    .sort();

/** What is counted for a scope that is there. */
export const countersOf = async (scope: Scope): Promise<ScopeCounters> => {
  const counters = await scope.counters();
  if (!counters.ok) throw new Error(JSON.stringify(counters.failure));
  return counters.value;
};

const executeIn = (scope: Scope, argv: readonly string[]) => {
  const [command = '', ...args] = [...scope.entry, ...argv];
  return execa(command, args, { reject: false });
};

/** A program in a scope that goes on. */
type Running = ReturnType<typeof executeIn>;

/** Runs a program in a scope to its end. */
export const runIn = async (scope: Scope, argv: readonly string[]): Promise<Awaited<Running>> =>
  executeIn(scope, argv);

/** Starts a program in a scope. */
export const startIn = executeIn;

/** Returns when a program has printed a line. */
export const untilLine = async (child: Running, line: string): Promise<void> => {
  // Execa's own iteration waits for the end of the program when it is left.
  let seen = '';
  for await (const chunk of on(child.stdout, 'data', { close: ['end'] })) {
    seen += String(chunk);
    if (seen.split('\n').includes(line)) return;
  }
  throw new Error(`the program ended without the line '${line}'`);
};

/** The disk that a cap on reads of a file must act on; undefined where there is none. */
export const wholeDiskOf = async (path: string): Promise<BlockDevice | undefined> => {
  const controlFiles = createControlFiles();
  const chain = await createBlockDevices({ controlFiles, journal: createFakeJournal() }).ofFile(
    path,
  );
  return chain.ok ? chain.value.device : undefined;
};

/** A file whose content is on the device and no longer in memory, where it would be charged to its writer. */
export const writeFileDurably = async (path: string, bytes: number): Promise<void> => {
  await using file = await open(path, 'w');
  const chunk = Buffer.alloc(2 ** 20, 0x5a);
  for (let at = 0; at < bytes; at += chunk.length) await file.write(chunk);
  await file.sync();
  const controlFiles = createControlFiles();
  const evicted = await createPageCache({ processes: createProcessRunner(), controlFiles }).evict(
    path,
  );
  if (!evicted.ok) throw new Error(JSON.stringify(evicted.failure));
};
