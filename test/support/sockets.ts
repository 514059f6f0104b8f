import { readdir, readFile, readlink } from 'node:fs/promises';

const linesOf = async (path: string): Promise<readonly (readonly string[])[]> =>
  (await readFile(path, 'utf8').catch(() => ''))
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));

/** A process and all that it has started, by their ids. */
export const processTree = async (pid: number): Promise<readonly number[]> => {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const texts = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  );
  const children = texts.flatMap((text) => text.split(' ').filter((id) => id !== '')).map(Number);
  const trees = await Promise.all(children.map(processTree));
  return [pid, ...trees.flat()];
};

/** The inodes of a process's sockets. */
const socketsOf = async (pid: number): Promise<readonly string[]> => {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(
    names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')),
  );
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
};

/** What a process holds of the network, and the names of the Unix sockets that it listens on; see proc(5). */
export const describeSockets = async (
  pid: number,
): Promise<{ readonly network: readonly string[]; readonly listening: readonly string[] }> => {
  const own = new Set(await socketsOf(pid));
  const tables = ['tcp', 'tcp6', 'udp', 'udp6', 'udplite', 'raw', 'raw6'];
  const rows = await Promise.all(
    tables.map(async (table) =>
      (await linesOf(`/proc/${pid}/net/${table}`))
        .filter((fields) => own.has(fields[9] ?? ''))
        .map((fields) => `${table} ${fields[1] ?? ''}`),
    ),
  );
  const acceptsConnections = '00010000';
  const listening = (await linesOf(`/proc/${pid}/net/unix`))
    .filter((fields) => fields[3] === acceptsConnections && own.has(fields[6] ?? ''))
    .map((fields) => fields[7] ?? '');
  return { network: rows.flat(), listening };
};
