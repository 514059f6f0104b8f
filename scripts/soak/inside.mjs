/**
 * Loaded into the tool before its own code: appends what the process holds to a file, again and again, as
 * lines of JSON. Started with --expose-gc it collects first, so that only what is really held counts.
 */
import fs, { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const {
  SOAK_LOOKS: path = '',
  SOAK_INTERVAL_MS: interval = '',
  SOAK_JOURNAL: journal = '',
} = process.env;

/** @type {(folder: string) => readonly string[]} */
const namesIn = (folder) => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Where this process's own cgroups lie in the hierarchies of both versions, and so those that it makes. */
const ownCgroups = readFileSync('/proc/self/cgroup', 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [, controllers = '', ...rest] = line.split(':');
    return `/sys/fs/cgroup/${controllers.replace('name=', '')}${rest.join(':')}`;
  });

const statusOf = () => readFileSync('/proc/self/status', 'utf8');
/** @type {(status: string, field: string) => number} */
const numberIn = (status, field) =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]);

const look = () => {
  globalThis.gc?.();
  const status = statusOf();
  const { heapUsed, external } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const seen = {
    atMs: Date.now(),
    cpuMs: (user + system) / 1000,
    rssBytes: 1024 * numberIn(status, 'VmRSS'),
    heapBytes: heapUsed + external,
    files: namesIn('/proc/self/fd').length,
    threads: numberIn(status, 'Threads'),
    handles: process.getActiveResourcesInfo().length,
    journal: namesIn(journal).length,
    cgroups: ownCgroups
      .flatMap(namesIn)
      .filter((name) => name.startsWith(`emulate-${process.pid}-`)).length,
  };
  appendFileSync(path, `${JSON.stringify(seen)}\n`);
};

const { fdatasync } = fs;
let lookedMs = 0;

/**
 * A run's record is what the tool waits for to be on the disk with this function: between two runs, when
 * everything that a run needed is given back.
 *
 * @type {(descriptor: number, done: (error: NodeJS.ErrnoException | null) => void) => void}
 */
const fdatasyncAndLook = (descriptor, done) => {
  fdatasync(descriptor, (error) => {
    if (Date.now() - lookedMs >= Number(interval)) {
      look();
      lookedMs = Date.now();
    }
    done(error);
  });
};

Object.assign(fs, { fdatasync: fdatasyncAndLook });
syncBuiltinESMExports();
