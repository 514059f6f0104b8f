import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readFioReport, reportOptions, type FioReading } from '../fio-report.ts';
import { plainly, under, type ExecRecord, type ExecRequest } from '../workshop.ts';
import { ratesWithin, watchReads, type ReadRates } from './device.ts';
import type { KernelWorkshop } from './kernel-workshop.ts';

/** What two witnesses say of the same reads. */
export interface Witnessed {
  /** The device's own counters, in the part of the time that fio counted. */
  readonly device: ReadRates;
  readonly fio: FioReading;
  /** Absent where fio ran by itself. */
  readonly record?: ExecRecord;
}

/** What is cut off at both ends of the time that fio counted, for its clock and its last reads. */
const edgeMs = 250;

/** fio over a file, under a profile or by itself, with somebody who reads the device's counters meanwhile. */
export const watchFio = async (
  shop: KernelWorkshop,
  file: string,
  request: Omit<ExecRequest, 'file'> | undefined,
  options: readonly string[],
): Promise<Witnessed> => {
  const output = join(shop.folder, 'fio.json');
  await rm(output, { force: true });
  const command = [
    ...(['fio', '--name=kernel', `--filename=${file}`, '--thread', '--readonly'] as const),
    ...reportOptions(output),
    ...options,
  ] as const;
  const { value, looks } = await watchReads(shop.device, async () => {
    if (request !== undefined) return (await under(shop, { ...request, file }, command)).record;
    await plainly(command);
    return undefined;
  });
  const fio = await readFioReport(output);
  const device = ratesWithin(looks, fio.endedMs - fio.countedMs + edgeMs, fio.endedMs - edgeMs);
  return { device, fio, ...(value === undefined ? {} : { record: value }) };
};
