import { basename, dirname, join } from 'node:path';
import type { BlockDevices } from '../ports/block-devices.ts';
import type { HeldFile } from '../ports/constraint.ts';
import type { Files } from '../ports/files.ts';
import type { HostPorts } from './host-ports.ts';

/** Where a model is, or will be, as the checks of a plan look at it. */
export interface ModelPlace {
  readonly model: HeldFile;
  /** Of a model that is not there yet, the device of the folder that it will be in. */
  readonly devices: BlockDevices;
}

const nearestFolder = async (path: string, files: Files): Promise<string> => {
  const parent = dirname(path);
  return parent === path || (await files.stat(path)) !== undefined
    ? path
    : await nearestFolder(parent, files);
};

/**
 * The place of a model that may not be there yet, nor its folder: then the nearest folder that is there
 * stands for the one that will be made, for both are on one device.
 */
export const findModelPlace = async (
  model: HeldFile,
  { files, devices }: Pick<HostPorts, 'files' | 'devices'>,
): Promise<ModelPlace> => {
  if ((await files.stat(model.path)) !== undefined) return { model, devices };
  const folder = await nearestFolder(dirname(model.path), files);
  const path = join(folder, basename(model.path));
  return {
    model: { ...model, path },
    devices: { ...devices, ofFile: (file) => devices.ofFile(file === path ? folder : file) },
  };
};
