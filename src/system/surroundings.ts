import { access, readFile } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Surroundings } from '../model/doctor/inspection.ts';

/** Of Node's own report, what is read here. */
interface ReportHeader {
  readonly header?: { readonly glibcVersionRuntime?: string };
}

/** The C library that this process runs with; other ones than glibc give no version. */
const glibcVersion = (): string | undefined => {
  // Looking up the names of network interfaces can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const report = process.report.getReport() as ReportHeader;
  return report.header?.glibcVersionRuntime;
};

/** Files that container managers leave for programs to see; Docker, Podman, and the convention of systemd (CONTAINER_INTERFACE). */
const marks = [
  ['.dockerenv', 'Docker'],
  ['run/.containerenv', 'Podman'],
] as const;

const containerName = async (root: string): Promise<string | undefined> => {
  const told = await readFile(join(root, 'run/systemd/container'), 'utf8').catch(() => '');
  if (told.trim() !== '') return told.trim();
  for (const [path, name] of marks)
    if (
      await access(join(root, path)).then(
        () => true,
        () => false,
      )
    )
      return name;
  return undefined;
};

/** What surrounds this program; `root` is the folder that holds `run`. */
export const readSurroundings = async (root = '/'): Promise<Surroundings> => {
  const glibc = glibcVersion();
  const container = await containerName(root);
  return {
    ...(glibc === undefined ? {} : { glibc }),
    ...(container === undefined ? {} : { container }),
    // Kernels of WSL say so: 5.15.153.1-microsoft-standard-WSL2.
    isWsl: /microsoft/i.test(os.release()),
  };
};
