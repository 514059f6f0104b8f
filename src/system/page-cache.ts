import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import type { Failure } from '../model/failure.ts';
import { describeBadEnd } from '../model/process-end.ts';
import { failed, success, type Result } from '../model/result.ts';
import type { Bytes } from '../model/units.ts';
import type { ControlFiles } from '../ports/control-files.ts';
import type { PageCache } from '../ports/page-cache.ts';
import type { ProcessOutcome, ProcessRunner } from '../ports/process-runner.ts';
import { attempt, errorCode } from './file-problem.ts';

/** What the page cache is reached through. */
export interface PageCacheOptions {
  readonly processes: ProcessRunner;
  readonly controlFiles: ControlFiles;
}

/** See Documentation/admin-guide/sysctl/vm.rst of the kernel: 1 frees the page cache and nothing else. */
const dropCaches = '/proc/sys/vm/drop_caches';

/** Walking the pages of a file of 1 TB takes seconds; writing back what is dirty takes longer. */
const askingLimitMs = 60_000;
const syncLimitMs = 600_000;

/** Pages that are being read stay, as those do that a process which was just killed had asked for. */
const mostTries = 10;
const pauseMs = 100;

/** Large enough to keep a fast disk busy. */
const fillBytes = 4 * 2 ** 20;

/**
 * The page cache, by way of GNU dd, which calls posix_fadvise(2) as nothing in Node does, and of
 * util-linux's fincore.
 */
export const createPageCache = ({ processes, controlFiles }: PageCacheOptions): PageCache => {
  const call = (
    command: string,
    args: readonly string[],
    timeoutMs: number,
  ): Promise<ProcessOutcome> =>
    processes.run({ command, args, env: { LC_ALL: 'C' }, timeoutMs, outputLimitBytes: 64 * 1024 });

  const resident = async (path: string): Promise<Bytes | undefined> => {
    if (!(await isTold(path))) return undefined;
    const asked = ['--bytes', '--noheadings', '--output', 'RES', path];
    return parseResident(await call('fincore', asked, askingLimitMs));
  };

  const evictOnce = async (path: string): Promise<Result<void, Failure>> => {
    const args = [`if=${path}`, 'iflag=nocache', 'count=0', 'status=none'];
    const outcome = await call('dd', args, askingLimitMs);
    const problem = describeBadEnd(outcome.end);
    if (problem === undefined) return success(undefined);
    return failed(whyNotEvicted(outcome) ?? processFailure('dd', args, problem, outcome.stderr));
  };

  return {
    resident,

    fill: (path, signal) => attempt(path, 'read', () => readThrough(path, signal)),

    evict: async (path) => {
      const clean = await attempt(path, 'write back', () => writeBack(path));
      if (!clean.ok) return clean;
      for (let tries = 1; ; tries += 1) {
        const evicted = await evictOnce(path);
        if (!evicted.ok || tries === mostTries || !((await resident(path)) ?? 0)) return evicted;
        await setTimeout(pauseMs);
      }
    },

    evictAll: async () => {
      // Dirty pages stay in the cache.
      const { end, stderr } = await call('sync', [], syncLimitMs);
      const problem = describeBadEnd(end);
      return problem === undefined
        ? controlFiles.write(dropCaches, '1')
        : failed(processFailure('sync', [], problem, stderr));
    },
  };
};

/**
 * Whether the kernel tells this process what is resident: of a file that it neither owns nor may
 * write, mincore(2) says that all of it is (`can_do_mincore` in the kernel's mm/mincore.c).
 */
const isTold = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return false;
  const uid = process.geteuid?.();
  if (uid === 0 || uid === found.uid) return true;
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
};

const parseResident = ({ end, stdout }: ProcessOutcome): Bytes | undefined => {
  const text = stdout.trim();
  return describeBadEnd(end) === undefined && /^\d+$/.test(text) ? Number(text) : undefined;
};

const readThrough = async (path: string, signal: AbortSignal | undefined): Promise<void> => {
  await using file = await open(path, 'r');
  const buffer = Buffer.allocUnsafe(fillBytes);
  for (let at = 0; signal?.aborted !== true;) {
    const { bytesRead } = await file.read(buffer, 0, fillBytes, at);
    if (bytesRead === 0) return;
    at += bytesRead;
  }
};

/** Pages that are not yet on the disk stay in the cache, whatever is advised. */
const writeBack = async (path: string): Promise<void> => {
  await using file = await open(path, 'r');
  try {
    await file.datasync();
  } catch (error) {
    // A file system without anything to write back: read-only, or one that cannot.
    if (!['EROFS', 'EINVAL', 'ENOTSUP'].includes(errorCode(error) ?? '')) throw error;
  }
};

/** Undefined when it is not the lack of a capable dd. */
const whyNotEvicted = ({ end, stderr }: ProcessOutcome): Failure | undefined => {
  const miss = (what: string): Failure => ({
    reason: 'missing-requirements',
    misses: [
      {
        what: `a dd that evicts a file from the page cache: expected GNU dd with 'iflag=nocache', got ${what}`,
        remedy:
          "install GNU coreutils, and see that its dd comes first on the PATH ('dd --version')",
      },
    ],
  });
  if (end.how === 'not-started') return miss(`none: ${end.problem}`);
  // Their words: "invalid argument 'nocache' to 'iflag'" and "invalid input flag: 'nocache'".
  if (/invalid argument .nocache. to .iflag./.test(stderr))
    return miss("BusyBox's, which does not know it");
  return /invalid .*nocache/.test(stderr) ? miss('one that does not know it') : undefined;
};

const processFailure = (
  command: string,
  args: readonly string[],
  problem: string,
  stderr: string,
): Failure => ({
  reason: 'process-failed',
  command: `'${[command, ...args].join(' ')}'`,
  problem,
  stderr,
});
