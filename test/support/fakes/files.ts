import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Failure } from '../../../src/model/failure.ts';
import { failed, success, type Result } from '../../../src/model/result.ts';
import type { Seal } from '../../../src/model/seal.ts';
import type { Files } from '../../../src/ports/files.ts';

interface Entry {
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  readonly setId: boolean;
  /** Counts over all files. */
  readonly putAt: number;
}

/** A file system in memory. */
export interface FakeFiles extends Files {
  /** Puts a file there, with its folders. */
  put(
    path: string,
    content: string | Uint8Array,
    mode?: { readonly executable?: boolean; readonly setId?: boolean },
  ): void;
  /** Makes an operation on a path fail, e.g. `breakDown('write', '/a', 'disk full')`. */
  breakDown(operation: keyof Files, path: string, problem: string): void;
  /** Makes a folder perhaps another user's work. */
  makeForeign(folder: string, problem: string): void;
  setFreeBytes(bytes: number): void;
  /** Every path of a file, sorted. */
  paths(): readonly string[];
  /** Every folder, sorted. */
  folders(): readonly string[];
}

const sealName = 'contents.sha256';

/** An empty file system in memory with much free space. */
export const createFakeFiles = (): FakeFiles => {
  const entries = new Map<string, Entry>();
  const folders = new Set<string>(['/', '/tmp']);
  const broken = new Map<string, string>();
  const foreign = new Map<string, string>();
  let free = 1e12;
  let made = 0;
  let puts = 0;

  const addFolder = (path: string): void => {
    for (let at = path; !folders.has(at); at = dirname(at)) folders.add(at);
  };
  const put: FakeFiles['put'] = (path, content, mode = {}) => {
    addFolder(dirname(path));
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const { executable = false, setId = false } = mode;
    puts += 1;
    entries.set(path, { bytes, executable, setId, putAt: puts });
  };
  const failure = (path: string, operation: string, problem: string): Result<never, Failure> =>
    failed({ reason: 'file-failed', path, operation, problem });
  const within = (folder: string) => (path: string) =>
    path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
  const listing = (folder: string): string =>
    [...entries]
      .filter(([path]) => path !== `${folder}/${sealName}` && within(folder)(path))
      .map(([path, { bytes }]) => `${createHash('sha256').update(bytes).digest('hex')}  ${path}`)
      .map((line) => line.replace(`  ${folder}/`, '  '))
      .sort()
      .join('\n');
  const missing = 'no such file or folder (ENOENT)';

  const act = <Value>(
    operation: keyof Files,
    path: string,
    action: () => Result<Value, Failure>,
  ): Promise<Result<Value, Failure>> => {
    const problem = broken.get(`${operation} ${path}`);
    return Promise.resolve(problem === undefined ? action() : failure(path, operation, problem));
  };
  const read = <Value>(
    operation: keyof Files,
    path: string,
    use: (bytes: Uint8Array) => Value,
  ): Promise<Result<Value, Failure>> =>
    act(operation, path, () => {
      const entry = entries.get(path);
      return entry === undefined ? failure(path, 'read', missing) : success(use(entry.bytes));
    });

  return {
    put,
    breakDown: (operation, path, problem) => broken.set(`${operation} ${path}`, problem),
    makeForeign: (folder, problem) => foreign.set(folder, problem),
    setFreeBytes: (bytes) => {
      free = bytes;
    },
    paths: () => [...entries.keys()].sort(),
    folders: () => [...folders].sort(),

    stat: (path) => {
      const entry = entries.get(path);
      if (entry !== undefined) {
        const { bytes, executable, setId } = entry;
        return Promise.resolve({ kind: 'file', bytes: bytes.length, executable, setId });
      }
      return Promise.resolve(
        folders.has(path)
          ? { kind: 'folder', bytes: 0, executable: false, setId: false }
          : undefined,
      );
    },
    identity: (path) => {
      const entry = entries.get(path);
      if (entry === undefined) return Promise.resolve(undefined);
      const { bytes, putAt } = entry;
      return Promise.resolve({
        ...{ device: '1', inode: String(putAt), bytes: bytes.length },
        ...{ modified: `time ${putAt}`, changed: `time ${putAt}` },
      });
    },
    readText: (path) => read('readText', path, (bytes) => new TextDecoder().decode(bytes)),
    readBytes: (path, offset, count) =>
      read('readBytes', path, (bytes) => bytes.slice(offset, offset + count)),
    list: (path) =>
      act('list', path, () => {
        if (!folders.has(path)) return failure(path, 'list', missing);
        const below = [...entries.keys(), ...folders].filter(
          (each) => each !== path && within(path)(each),
        );
        const prefix = path === '/' ? 1 : path.length + 1;
        const names = below.map((each) => each.slice(prefix).split('/')[0] ?? '');
        return success([...new Set(names)].sort());
      }),
    makeFolder: (path) =>
      act('makeFolder', path, () => {
        addFolder(path);
        return success(undefined);
      }),
    makeNewFolder: (path) =>
      act('makeNewFolder', path, () => {
        if (entries.has(path) || folders.has(path))
          return failure(path, 'create the folder', 'something is there already (EEXIST)');
        addFolder(path);
        return success(undefined);
      }),
    writeStream: (path, chunks) =>
      act('writeStream', path, () => {
        put(path, Buffer.concat([...chunks]));
        return success(undefined);
      }),
    move: (from, to) =>
      act('move', to, () => {
        if (entries.has(to) || folders.has(to))
          return failure(to, `move '${from}' to`, 'something is there already (EEXIST)');
        for (const [path, entry] of [...entries].filter(([path]) => within(from)(path))) {
          entries.delete(path);
          addFolder(dirname(to + path.slice(from.length)));
          entries.set(to + path.slice(from.length), entry);
        }
        for (const path of [...folders].filter(within(from))) {
          folders.delete(path);
          addFolder(to + path.slice(from.length));
        }
        return success(undefined);
      }),
    copy: (from, to) =>
      act('copy', to, () => {
        const entry = entries.get(from);
        if (entry === undefined) return failure(to, `copy '${from}' to`, missing);
        addFolder(dirname(to));
        entries.set(to, entry);
        return success(undefined);
      }),
    remove: (path) =>
      act('remove', path, () => {
        for (const each of [...entries.keys()].filter(within(path))) entries.delete(each);
        for (const each of [...folders].filter(within(path))) folders.delete(each);
        return success(undefined);
      }),
    makeTemporaryFolder: (prefix, parent = '/tmp') =>
      act('makeTemporaryFolder', parent, () => {
        if (!folders.has(parent)) return failure(parent, 'create a temporary folder in', missing);
        made += 1;
        const path = join(parent, `${prefix}-${made}`);
        addFolder(path);
        return success(path);
      }),
    seal: (folder) =>
      act('seal', folder, () => {
        put(`${folder}/${sealName}`, listing(folder));
        return success(undefined);
      }),
    checkSeal: (folder) =>
      act<Seal>('checkSeal', folder, () => {
        const problem = foreign.get(folder);
        if (problem !== undefined) return success({ state: 'foreign', problem });
        if (!folders.has(folder)) return success({ state: 'absent' });
        const sealed = entries.get(`${folder}/${sealName}`);
        const isWhole =
          sealed !== undefined && new TextDecoder().decode(sealed.bytes) === listing(folder);
        return success(
          isWhole ? { state: 'whole' } : { state: 'damaged', problem: `'${folder}' is damaged` },
        );
      }),
    digest: (path, algorithm) =>
      read('digest', path, (bytes) => createHash(algorithm).update(bytes).digest('hex')),
    freeBytes: (path) => act('freeBytes', path, () => success(free)),
  };
};
