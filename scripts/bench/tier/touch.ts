import type { TouchReading, Touches } from '../../../src/model/calibration/touches.ts';
import { touchReaderArgs } from '../../../src/workloads/touch-reader/argv.ts';
import { readTouches } from '../../../src/workloads/touch-reader/read.ts';
import { BenchError, type ExecRecord, type ExecRequest } from '../workshop.ts';
import { underTier, type TierWorkshop } from './tier-workshop.ts';

/** What the touch reader printed. */
export const readTouchesOf = (stdout: string): TouchReading => {
  const end = { how: 'exited', code: 0 } as const;
  const reading = readTouches({ end, stdout, stderr: '', durationMs: 0 });
  if (!reading.ok) throw new BenchError(`the touch reader printed '${stdout.slice(0, 200)}'`);
  return reading.value;
};

/** The touch reader under a profile. */
export const touchUnder = async (
  shop: TierWorkshop,
  request: ExecRequest,
  touches: Touches,
): Promise<TouchReading & { readonly record: ExecRecord }> => {
  const command = [shop.touchReader, ...touchReaderArgs(request.file, touches)] as const;
  const { stdout, record } = await underTier(shop, request, command);
  return { ...readTouchesOf(stdout), record };
};
