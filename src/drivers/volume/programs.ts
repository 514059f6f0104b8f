import type { Miss } from '../../model/failure.ts';
import type { ProcessRunner } from '../../ports/process-runner.ts';
import type { Backing, Filesystem } from './volume.ts';

/** A program that volumes are made with, and the packages that it comes in. */
interface Program {
  readonly name: string;
  readonly debian: string;
  readonly fedora: string;
  /** Makes it print its version and do nothing. */
  readonly versionOption: string;
}

const program = (name: string, debian: string, fedora: string, versionOption = '--version') => ({
  name,
  debian,
  fedora,
  versionOption,
});

const mounting: readonly Program[] = [
  program('mount', 'mount', 'util-linux'),
  program('umount', 'mount', 'util-linux'),
];
const losetup = program('losetup', 'mount', 'util-linux');

const ofBacking: Readonly<Record<Backing, readonly Program[]>> = {
  ram: [losetup, program('truncate', 'coreutils', 'coreutils')],
  file: [losetup, program('fallocate', 'util-linux', 'util-linux')],
  zram: [],
};

const ofFilesystem: Readonly<Record<Filesystem, Program>> = {
  ext4: program('mkfs.ext4', 'e2fsprogs', 'e2fsprogs', '-V'),
  xfs: program('mkfs.xfs', 'xfsprogs', 'xfsprogs', '-V'),
};

/** Programs that are missing for a volume, with the packages that have them. */
export const findMissingPrograms = async (
  backing: Backing,
  filesystem: Filesystem,
  processes: ProcessRunner,
): Promise<readonly Miss[]> => {
  const programs = [...mounting, ...ofBacking[backing], ofFilesystem[filesystem]];
  const tried = await Promise.all(
    programs.map(async ({ name, debian, fedora, versionOption }): Promise<readonly Miss[]> => {
      const { end } = await processes.run({
        command: name,
        args: [versionOption],
        timeoutMs: 30_000,
        outputLimitBytes: 64 * 1024,
      });
      if (end.how !== 'not-started') return [];
      const remedy = `install the package '${debian}'${fedora === debian ? '' : ` (Fedora: '${fedora}')`}, and have /usr/sbin on the PATH`;
      return [{ what: `a program for the volume: ${end.problem}`, remedy }];
    }),
  );
  return tried.flat();
};
