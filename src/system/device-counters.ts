import type { DeviceCounters } from '../ports/block-devices.ts';

/** The kernel's Documentation/block/stat.rst; a sector has 512 bytes, whatever those of the device have. */
const sectorBytes = 512;

/** Reads a device's `stat`; undefined for a text that is none. */
export const parseDeviceCounters = (text: string): DeviceCounters | undefined => {
  const fields = text.trim().split(/\s+/).map(Number);
  const [readOperations, , readSectors, , , , writtenSectors] = fields;
  if (readOperations === undefined || readSectors === undefined || writtenSectors === undefined)
    return undefined;
  if (fields.some(Number.isNaN)) return undefined;
  return {
    readBytes: readSectors * sectorBytes,
    readOperations,
    writtenBytes: writtenSectors * sectorBytes,
  };
};
