import type { Failure } from '../../model/failure.ts';
import { failed, success, type Result } from '../../model/result.ts';
import type { BlockDevice } from '../../model/scope.ts';
import type { ControlFiles } from '../../ports/control-files.ts';
import { makeDevice } from './backing.ts';
import { createCall } from './call.ts';
import { createChanges } from './changes.ts';
import { checkVolume } from './check.ts';
import { makeFilesystem } from './commands.ts';
import { copyModel } from './copy-model.ts';
import { makeOwnFolder } from './own-folder.ts';
import { volumeBytes } from './size.ts';
import type { Tools } from './tools.ts';
import {
  backingOf,
  filesystemOf,
  type Volume,
  type VolumePorts,
  type VolumeRequest,
} from './volume.ts';

/** Makes a volume with the model on it. When any step fails everything before it is undone. */
export const openVolume = async (
  request: VolumeRequest,
  ports: VolumePorts,
): Promise<Result<Volume, Failure>> => {
  const misses = await checkVolume(request, ports);
  if (misses.length > 0) return failed({ reason: 'missing-requirements', misses });
  const { processes, files, controlFiles, journal, clock, warn } = ports;
  const changes = createChanges(journal, warn);
  const { bytes } = request.model;
  let isOpen = false;
  try {
    const made = await makeVolume(request, {
      files,
      controlFiles,
      clock,
      changes,
      warn,
      call: createCall(processes, bytes, request.signal),
      callToUndo: createCall(processes, bytes),
    });
    if (!made.ok) return made;
    isOpen = true;
    return success({
      ...made.value,
      [Symbol.asyncDispose]: () => changes[Symbol.asyncDispose](),
    });
  } finally {
    if (!isOpen) await changes[Symbol.asyncDispose]();
  }
};

const makeVolume = async (
  request: VolumeRequest,
  tools: Tools,
): Promise<Result<Omit<Volume, typeof Symbol.asyncDispose>, Failure>> => {
  const { constraint, model, room = 0, signal } = request;
  const backing = backingOf(constraint);
  const filesystem = filesystemOf(constraint);
  const bytes = volumeBytes(filesystem, model.bytes + room);

  const own = await makeOwnFolder(request.parent, request.name, tools);
  if (!own.ok) return own;
  const made = await makeDevice(backing, bytes, own.value, tools);
  if (!made.ok) return made;
  const { path, directIo } = made.value;
  const formatted = await tools.call(makeFilesystem(filesystem, path));
  if (!formatted.ok) return formatted;
  const folder = `${own.value}/volume`;
  const copied = await copyModel(
    {
      model,
      sha256: request.sha256,
      filesystem,
      device: path,
      folder,
      isWritable: room > 0,
      signal,
    },
    tools,
  );
  if (!copied.ok) return copied;
  const device = await identify(path, tools.controlFiles);
  if (!device.ok) return device;
  return success({
    device: device.value,
    model: copied.value.model,
    folder,
    facts: {
      backing,
      filesystem,
      bytes,
      sha256: copied.value.sha256,
      ...(directIo === undefined ? {} : { directIo }),
    },
    warnings:
      backing === 'file' && directIo !== true
        ? [
            `the file system of '${own.value}' does no direct I/O, so the page cache keeps the volume's blocks a second time: caps on ${path} act, but the disk below is hardly read`,
          ]
        : [],
  });
};

const identify = async (
  path: string,
  controlFiles: ControlFiles,
): Promise<Result<BlockDevice, Failure>> => {
  const file = `/sys/block/${path.replace('/dev/', '')}/dev`;
  const id = await controlFiles.read(file);
  if (!id.ok) return id;
  return id.value !== undefined && /^\d+:\d+$/.test(id.value)
    ? success({ id: id.value, path })
    : failed({
        reason: 'output-unreadable',
        source: `'${file}'`,
        problem: "expected a device number such as '7:0'",
        excerpt: id.value ?? '',
      });
};
