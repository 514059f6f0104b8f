import type { TouchReading, Touches } from '../../src/model/calibration/touches.ts';
import { touchReaderArgs } from '../../src/workloads/touch-reader/argv.ts';
import { readTouches } from '../../src/workloads/touch-reader/read.ts';
import { BenchError, under, type ExecRecord, type ExecRequest, type Workshop } from './workshop.ts';

/** What the touch reader printed. */
export const readTouchesOf = (stdout: string): TouchReading => {
  const end = { how: 'exited', code: 0 } as const;
  const reading = readTouches({ end, stdout, stderr: '', durationMs: 0 });
  if (!reading.ok) throw new BenchError(`the touch reader printed '${stdout.slice(0, 200)}'`);
  return reading.value;
};

/** The touch reader under a profile. */
export const touchUnder = async (
  shop: Workshop,
  request: ExecRequest,
  touches: Touches,
): Promise<TouchReading & { readonly record: ExecRecord }> => {
  const command = [shop.touchReader, ...touchReaderArgs(request.file, touches)] as const;
  const { stdout, record } = await under(shop, request, command);
  return { ...readTouchesOf(stdout), record };
};
