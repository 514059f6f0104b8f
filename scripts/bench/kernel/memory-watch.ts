import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { memoryGroupOf } from './memory-group.ts';

/** The most memory that was seen of a program. */
export interface MemorySeen {
  /** By the counters of its control group; absent where they could not be read. */
  readonly group?: number;
  /** The model's pages in the page cache and the program's own pages, at one moment; absent without fincore. */
  readonly pages?: number;
}

/** A shell that writes down who and where it is, and becomes the program. */
export const notedCommand = (
  note: string,
  command: readonly [string, ...string[]],
): readonly [string, ...string[]] => [
  ...([
    'sh',
    '-c',
    '{ echo $$; cat /proc/self/cgroup; } > "$0.new" && mv "$0.new" "$0" && exec "$@"',
  ] as const),
  ...[note, ...command],
];

const readNow = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const largest = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((each): each is number => each !== undefined && !Number.isNaN(each));
  return known.length === 0 ? undefined : Math.max(...known);
};

const numberIn = (path: string): number | undefined => {
  const text = readNow(path);
  return text === undefined ? undefined : Number(text);
};

/** `RssAnon:	    1234 kB`, see proc_pid_status(5). */
const ownBytes = (pid: string): number | undefined => {
  const kB = /^RssAnon:\s*(\d+) kB$/m.exec(readNow(`/proc/${pid}/status`) ?? '')?.[1];
  return kB === undefined ? undefined : Number(kB) * 1024;
};

const cachedBytes = async (file: string): Promise<number | undefined> => {
  const { exitCode, stdout } = await execa('fincore', ['-b', '-n', '-o', 'RES', file], {
    reject: false,
  });
  return exitCode === 0 ? Number(stdout) : undefined;
};

const pauseMs = 20;

/**
 * Looks at a program's memory, from the outside and again and again, while `action` runs it. Where the
 * program is, it has noted down itself.
 */
export const watchMemory = async <Value>(
  note: string,
  model: string,
  action: () => Promise<Value>,
): Promise<{ readonly value: Value; readonly seen: MemorySeen }> => {
  const ended = new AbortController();
  let group: number | undefined;
  let pages: number | undefined;
  const look = async (pid: string, where: string): Promise<void> => {
    const files = memoryGroupOf(where);
    if (files !== undefined) group = largest([group, numberIn(files.usage), numberIn(files.peak)]);
    const own = ownBytes(pid);
    const cached = await cachedBytes(model);
    if (own !== undefined && cached !== undefined) pages = largest([pages, own + cached]);
  };
  const watching = (async () => {
    while (!ended.signal.aborted) {
      const [pid = '', ...where] = readNow(note)?.split('\n') ?? [];
      if (pid !== '') await look(pid, where.join('\n'));
      await sleep(pauseMs);
    }
  })();
  try {
    const value = await action();
    return {
      value,
      seen: {
        ...(group === undefined ? {} : { group }),
        ...(pages === undefined ? {} : { pages }),
      },
    };
  } finally {
    ended.abort();
    await watching;
  }
};
