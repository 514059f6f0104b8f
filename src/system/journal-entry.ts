import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Failure } from '../model/failure.ts';
import { HostChange } from '../model/host-change.ts';
import { failed, success, type Result } from '../model/result.ts';

/** One file of the journal of changes to the host. */
export const JournalEntry = z.object({
  schema: z.literal('change/1'),
  /** Another one: the machine has been started anew since. */
  bootId: z.string(),
  pid: z.int().positive(),
  /** In which ids of processes mean something: a container has one of its own. */
  pidNamespace: z.string(),
  /** When the process began, in clock ticks since boot, because ids of processes come back. */
  pidStart: z.string(),
  utc: z.string(),
  change: HostChange,
});
/** One file of the journal of changes to the host. */
export type JournalEntry = z.infer<typeof JournalEntry>;

/** `torn` is what was cut short, `strange` whatever else is no entry of this version. */
export const parseJournalEntry = (text: string): JournalEntry | 'torn' | 'strange' => {
  // The line feed is written last.
  if (!text.endsWith('\n')) return 'torn';
  try {
    return JournalEntry.safeParse(JSON.parse(text)).data ?? 'strange';
  } catch {
    return 'torn';
  }
};

const readText = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );

/** The id that the kernel gives itself at each start of the machine. */
export const readBootId = async (root: string): Promise<Result<string, Failure>> => {
  const path = join(root, 'proc/sys/kernel/random/boot_id');
  const bootId = await readText(path);
  if (bootId !== undefined && bootId !== '') return success(bootId);
  const problem = 'the kernel does not tell; see that /proc is mounted';
  return failed({ reason: 'file-failed', path, operation: 'read', problem });
};

/** The kernel's name of the process namespace that this process lives in. */
export const readPidNamespace = (root: string): Promise<string> =>
  readlink(join(root, 'proc/self/ns/pid')).catch(() => '');

/**
 * Field 22 of `/proc/PID/stat`, see proc(5), counted after the program's name, which may hold blanks
 * and parentheses; undefined when there is no such process, or only what is left of one that has
 * ended until its parent asks how (`Z`).
 */
export const readProcessStart = async (root: string, pid: number): Promise<string | undefined> => {
  const stat = await readText(join(root, `proc/${pid}/stat`));
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ['Z', 'X'].includes(fields?.[0] ?? '') ? undefined : fields?.[19];
};
